import { expect, it } from "vitest";
import { keepOrder } from "../../../../src/core/messages/order.ts";

/** Marks as letters: > for one, « and » around a path that has letters from right to left itself. */
const shown = (text: string) =>
  keepOrder(text).replaceAll("\u200E", ">").replaceAll("\u2066", "«").replaceAll("\u2069", "»");

it.each([
  ["ملف ~/.openclaw/.env.", "ملف >~/.openclaw/.env."],
  // Copied from a sentence, a command is typed as it stands there.
  ["شغّل: openclaw clawkey pair --show", "شغّل: openclaw clawkey pair --show"],
  ["مثل ssh -N -L 1:127.0.0.1:1 HOST، ثم", "مثل ssh -N -L 1:127.0.0.1:1 HOST، ثم"],
  ["لا في OpenClaw. ~/x هنا", "لا في OpenClaw. >~/x هنا"],
  ["في .env، ثم", "في >.env، ثم"],
  ["وأضف --replace إلى set", "وأضف >--replace إلى set"],
  ["و--all كذلك", "و>--all كذلك"],
  ["يبدأ بـ sk-ant-sid01- أو sk-ant-sid02-.", "يبدأ بـ sk-ant-sid01-> أو sk-ant-sid02->."],
  ["القيمة %USERPROFILE%\\.openclaw\\openclaw.json", "القيمة >%USERPROFILE%\\.openclaw\\openclaw.json"],
  ["المجلد /home/ann/ هنا", "المجلد >/home/ann/> هنا"],
  ["写入 /home/علي/x。", "写入 «/home/علي/x»。"],
  ["ملف /home/علي/.openclaw/openclaw.json.", "ملف «/home/علي/.openclaw/openclaw.json»."],
  ["ملف (~/.openclaw/.env).", "ملف (>~/.openclaw/.env)."],
  ["ملف C:\\Users\\علي\\x (C:\\y)", "ملف «C:\\Users\\علي\\x» (C:\\y)"],
  ["استُخدم 41%، وبقي (59%)", "استُخدم 41>%>، وبقي (59>%>)"],
  ["ملف ~/50%/x", "ملف >~/50%/x"],
  ['من (deb أو rpm) و"off"', 'من (deb أو rpm) و"off"'],
  ["OpenClaw 2026.9.3 يعمل منذ 3.5 ث", "OpenClaw 2026.9.3 يعمل منذ 3.5 ث"],
])("%j", (text, marked) => {
  expect(shown(text)).toBe(marked);
});

it("leaves alone what is written from left to right, line by line", () => {
  for (const text of ["Run: openclaw --show", "  ~/.openclaw/.env", "/home/ann", "Pfad: ~/x"])
    expect(keepOrder(text)).toBe(text);
  expect(shown("  ~/.openclaw\nملف ~/x\n--all")).toBe("  ~/.openclaw\nملف >~/x\n--all");
});
