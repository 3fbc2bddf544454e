/** In which language variables are written. */
export type EnvFormat = 'sh' | 'fish' | 'powershell' | 'dotenv' | 'json'

/** The format for a user's shell, by the path in SHELL; any other than fish reads what sh reads. */
export function shellFormat(shell: string | undefined): EnvFormat {
  return shell?.endsWith('/fish') ? 'fish' : 'sh'
}

/** Lines that set variables and take others away. A file of variables cannot take any away. */
export function formatAssignments(
  format: EnvFormat,
  assignments: Readonly<Record<string, string>>,
  removals: readonly string[],
): string[] {
  const entries = Object.entries(assignments)
  switch (format) {
    case 'sh':
      return [
        ...formatRemovals(format, removals),
        ...entries.map(([name, value]) => `export ${name}=${quote(value)}`),
      ]
    case 'fish':
      return [
        ...formatRemovals(format, removals),
        ...entries.map(([name, value]) => `set -gx ${name} ${quoteFish(value)}`),
      ]
    case 'powershell':
      return [
        ...formatRemovals(format, removals),
        ...entries.map(([name, value]) => `$env:${name} = '${value.replaceAll("'", "''")}'`),
      ]
    case 'dotenv':
      return entries.map(([name, value]) => `${name}=${quote(value)}`)
    case 'json':
      return [JSON.stringify(assignments, null, 2)]
  }
}

/** Lines that take variables away; none in formats that cannot. */
export function formatRemovals(format: EnvFormat, names: readonly string[]): string[] {
  switch (format) {
    case 'sh':
      return [`unset ${names.join(' ')}`]
    case 'fish':
      // `set -e` fails for a name that is not set.
      return names.map((name) => `set -q ${name}; and set -e ${name}`)
    case 'powershell':
      return names.map((name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`)
    case 'dotenv':
    case 'json':
      return []
  }
}

function quote(value: string): string {
  return /^[\w./:@-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
}

function quoteFish(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
