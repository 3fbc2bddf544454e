/**
 * Words that are no attribute names unless they are quoted: those of the statements that DynamoDB knows, and of SQL's
 * joins, which its parser reads. UNVERIFIED as a list; `inner` was observed on AWS by dynamodb-conformance.
 */
const words = `
SELECT FROM WHERE AND OR NOT IN BETWEEN IS MISSING NULL TRUE FALSE SET REMOVE INSERT INTO VALUE VALUES UPDATE DELETE
RETURNING ORDER BY ASC DESC AS AT INNER LEFT RIGHT OUTER CROSS FULL JOIN ON GROUP HAVING LIMIT LIKE UNION EXISTS CASE
WHEN THEN ELSE END CAST PIVOT UNPIVOT
`

const keywords = new Set(words.trim().split(/\s+/))

export function isKeyword(word: string): boolean {
  return keywords.has(word.toUpperCase())
}
