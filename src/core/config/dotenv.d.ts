/** The one function of `dotenv` that we use. The package's own types begin with Node's, which core must not see. */
export function parse(text: string): Record<string, string>;
