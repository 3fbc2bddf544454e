/**
 * The patterns of ListLogGroups: parts separated by `|`, each found anywhere in a name, or at its start after `^`.
 * Dots mean themselves. Source: API Reference, ListLogGroups, `logGroupNamePattern`.
 */
export function compileGroupNamePattern(pattern: string): (name: string) => boolean {
  const parts = pattern.split('|')
  return (name) =>
    parts.some((part) => (part.startsWith('^') ? name.startsWith(part.slice(1)) : name.includes(part)))
}
