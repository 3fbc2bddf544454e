import type { PolicyDocument, Statement } from './document.ts'

/** The condition keys that a policy asks for, by conditions and by variables, as it writes them. Each once, whatever its case. */
export function contextKeysOf({ statements, version }: PolicyDocument): string[] {
  const keys = new Map<string, string>()
  for (const statement of statements)
    for (const key of statementKeys(statement, version === '2012-10-17'))
      if (!keys.has(key.toLowerCase())) keys.set(key.toLowerCase(), key)
  return [...keys.values()]
}

/** Those of one statement. */
export function statementKeys({ conditions, resource }: Statement, hasVariables: boolean): string[] {
  const named = conditions.map(({ key }) => key)
  if (!hasVariables) return named
  const texts = [...(resource?.patterns ?? []), ...conditions.flatMap(({ values }) => values)]
  return [...named, ...texts.flatMap(variablesOf)]
}

function variablesOf(text: string): string[] {
  return [...text.matchAll(/\$\{([^}]*)\}/g)]
    .map(([, inside = '']) => (inside.split(',')[0] ?? '').trim())
    .filter((name) => !['*', '?', '$', ''].includes(name))
}
