/** The one variable Clawkey ever writes. A constant: no message, argument or setting can name another. */
export const SESSION_KEY_VARIABLE = "CLAUDE_AI_SESSION_KEY";
