/**
 * The text without characters that a terminal obeys instead of showing: control
 * and formatting characters (bidirectional overrides among them), line and
 * paragraph separators, and lone surrogates become `\uXXXX`. JSON text keeps its value.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join(""),
  );
}
