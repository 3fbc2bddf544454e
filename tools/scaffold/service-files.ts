/** What the texts need to know. */
export interface ServiceFacts {
  readonly prefix: string
  readonly model: string
  readonly title: string
  /** The SDK's aggregated client: `SQS`. */
  readonly client: string
}

/** The files that every service has from its first day, by path; the others come with their first content. */
export function serviceFiles({ prefix, model, title, client }: ServiceFacts): Record<string, string> {
  return {
    [`src/services/${prefix}/service.ts`]: `import type { ${client} } from '@aws-sdk/client-${model}'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'

/** ${title}. Its operations answer that they are not built until they are listed here. */
export const service: ServiceDefinition = {
  prefix: '${prefix}',
  model: '${model}',
  operations: {} satisfies OperationTable<${client}>,
}
`,
    [`src/services/${prefix}/README.md`]: `# ${title}

## What works

Nothing yet: every operation answers NotImplemented.

## How it is kept

## Where it differs from AWS

## Sources
`,
  }
}

/** The table of services in the application, with one more line, in the order of prefixes. */
export function withService(table: string, prefix: string): string {
  const line = `  { prefix: '${prefix}', load: async () => (await import('../services/${prefix}/service.ts')).service },\n`
  const entries = [...table.matchAll(/^ {2}\{\n(?: {4}.*\n)+ {2}\},\n|^ {2}\{ prefix: .*\},\n/gm)]
  if (entries.length === 0) throw new Error('src/app/services.ts has no table of the known form')
  const prefixOf = (text: string) => /prefix: '([^']+)'/.exec(text)?.[1] ?? ''
  if (entries.some(([text]) => prefixOf(text) === prefix))
    throw new Error(`src/app/services.ts has ${prefix} already`)
  const next = entries.find(([text]) => prefixOf(text) > prefix)
  const last = entries.at(-1)
  const at = next?.index ?? (last ? last.index + last[0].length : 0)
  return table.slice(0, at) + line + table.slice(at)
}

/** What is left to do, for a person. */
export function serviceSteps({ prefix }: ServiceFacts): string[] {
  return [
    `Say in src/services/${prefix}/README.md what it is to do.`,
    `Add operations one at a time: npm run scaffold -- operation ${prefix} <OperationName>`,
    'Add records.ts, errors.ts, limits.ts, domain/, resources/ and adapters/ with their first content.',
  ]
}
