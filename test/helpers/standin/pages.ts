import type { Account, UsageWindow } from "./account.ts";

/** The pages load nothing, run nothing, and send their forms to claude.ai only. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'",
} as const;

const TITLE = "Stand-in for claude.ai - local test page";

/** What the browser sees without a valid session. */
export function signInPage(): string {
  return page(`
    <h1>Sign in</h1>
    <p>A sign-in here sets the cookies that claude.ai would set, with a key made up on the spot.</p>
    ${button("/login", "Sign in")}`);
}

/** Shows enough to follow a rotation or a change of account with the eye; of the key the last four characters. */
export function signedInPage({ email, organizations }: Account, key: string): string {
  const usage = organizations[0]?.usage;
  return page(`
    <h1>Signed in</h1>
    <dl>
      <dt>Account</dt><dd>${escape(email)}</dd>
      <dt>Session key</dt><dd><code>…${escape(key.slice(-4))}</code></dd>
      <dt>5-hour window</dt><dd>${used(usage?.five_hour)}</dd>
      <dt>Weekly window</dt><dd>${used(usage?.seven_day)}</dd>
    </dl>
    ${button("/rotate", "Rotate key")}
    ${button("/renew", "Set the same cookie again", "quiet")}
    ${button("/switch-account", "Sign in as another account", "quiet")}
    ${button("/logout", "Sign out", "quiet")}`);
}

/** What stands before claude.ai for a visitor that Cloudflare takes for a robot. */
export function cloudflarePage(): string {
  return `<!doctype html><html lang="en-US"><title>Just a moment...</title><body><p>Enable JavaScript and cookies to continue</p>`;
}

function page(content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>${TITLE}</title>
    <link rel="icon" href="data:,">
    <style>${STYLE}</style>
  </head>
  <body>
    <header>Local test page. This is not claude.ai, and nothing you do here leaves this machine.</header>
    <main>${content}
    </main>
  </body>
</html>
`;
}

/** A form of its own for each, so that the page works without a script. */
function button(action: string, name: string, kind = "main"): string {
  return `<form method="post" action="${action}"><button class="${kind}">${name}</button></form>`;
}

function used(window: UsageWindow | null | undefined): string {
  return window ? `${window.utilization}% used` : "not on this plan";
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
  :root {
    color-scheme: light dark;
    --ground: light-dark(#f4f3ee, #1d1d1b); --card: light-dark(#fff, #2a2a27);
    --text: light-dark(#23231f, #ecebe4); --soft: light-dark(#5f5e56, #b0aea4);
    --line: light-dark(#d9d7cc, #45443e); --accent: light-dark(#345fa8, #a9c4f5);
    --on-accent: light-dark(#fff, #14233d);
  }
  * { box-sizing: border-box; }
  body {
    margin: 0; min-height: 100vh; padding: 0 16px 48px;
    background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif;
  }
  header {
    margin: 0 -16px 12vh; padding: 8px 16px; border-bottom: 1px dashed var(--line);
    color: var(--soft); font-size: 14px; text-align: center;
  }
  main {
    max-width: 400px; margin: 0 auto; padding: 32px;
    background: var(--card); border: 1px solid var(--line); border-radius: 16px;
  }
  h1 { margin: 0 0 12px; font-size: 24px; line-height: 1.2; }
  main p { margin: 0 0 24px; color: var(--soft); }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0 0 24px; }
  dt { color: var(--soft); }
  dd { margin: 0; text-align: end; overflow-wrap: anywhere; }
  button {
    width: 100%; min-height: 44px; margin-top: 8px; padding: 8px 16px; border: 1px solid var(--accent);
    border-radius: 8px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600;
    cursor: pointer;
  }
  button.quiet { background: none; border-color: var(--line); color: var(--text); }
  button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
