/** Whether the text is a JSON document (RFC 8259). */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Matches a string, a line comment or a block comment, whichever begins first. */
const stringOrComment = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g

/** Whether the text is a JSON document once its comments are taken out and a comma before a closing bracket is allowed. */
export function isJsonWithComments(text: string): boolean {
  const plain = text.replace(stringOrComment, (found) => (found.startsWith('"') ? found : ' '))
  const strict = plain.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found === ',' ? '' : found))
  return isJson(strict)
}
