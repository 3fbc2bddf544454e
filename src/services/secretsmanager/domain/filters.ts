/** Which secrets a listing takes. Source: API Reference, ListSecrets; User Guide, "Find secrets". */

/** What is asked for: any of the values; those that begin with `!` are not wanted. */
export interface Filter {
  readonly key: string
  readonly values: readonly string[]
}

/** What filters look at. */
export interface Filterable {
  readonly name: string
  readonly description?: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly primaryRegion?: string | undefined
}

/** Whether a secret meets all filters. */
export function meetsFilters(secret: Filterable, filters: readonly Filter[]): boolean {
  return filters.every(({ key, values }) => {
    const wanted = values.filter((value) => !value.startsWith('!'))
    const unwanted = values.filter((value) => value.startsWith('!')).map((value) => value.slice(1))
    return (
      (wanted.length === 0 || wanted.some((value) => matches(secret, key, value))) &&
      !unwanted.some((value) => matches(secret, key, value))
    )
  })
}

function matches(secret: Filterable, key: string, value: string): boolean {
  const { name, description = '', tags, primaryRegion = '' } = secret
  switch (key) {
    case 'name':
      return name.startsWith(value)
    case 'description':
      return hasWord(description, value)
    case 'tag-key':
      return Object.keys(tags).some((tag) => tag.startsWith(value))
    case 'tag-value':
      return Object.values(tags).some((tag) => tag.startsWith(value))
    case 'primary-region':
      return primaryRegion !== '' && primaryRegion.startsWith(value)
    case 'all':
      return [name, description, ...Object.entries(tags).flat()].some((text) => hasWord(text, value))
    default:
      // No secret belongs to a service here.
      return false
  }
}

/** Whether a text, or a word in it, begins with what is looked for, whatever its case. */
function hasWord(text: string, value: string): boolean {
  const asked = value.toLowerCase()
  const all = text.toLowerCase()
  return (
    all.startsWith(asked) ||
    all.split(/[^\p{L}\p{N}]+/u).some((word) => word !== '' && word.startsWith(asked))
  )
}
