/** A developer's own OpenClaw must not leak into a test. */
export function withoutOpenClaw(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(OPENCLAW|CLAUDE|XDG)_/.test(name)));
}
