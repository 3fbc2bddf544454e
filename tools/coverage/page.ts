import { noRooms } from '../../src/app/rooms.ts'
import { builtServices } from '../../src/app/services.ts'
import { loadModel, namedServices } from '../../src/models/index.ts'

/** One service, and which of its operations are real. */
export interface ServiceCoverage {
  readonly prefix: string
  readonly title: string
  readonly built: readonly string[]
  readonly missing: readonly string[]
}

/** What every service that Lambent names can do, from the declarations that the server itself uses. */
export async function readCoverage(): Promise<ServiceCoverage[]> {
  return Promise.all(
    namedServices.map(async ({ prefix, title, model }) => {
      const { operations } = await loadModel(model)
      const definition = await builtServices.find((service) => service.prefix === prefix)?.load(noRooms)
      const names = [...operations.keys()].sort()
      const isBuilt = (name: string) => definition?.operations[name] !== undefined
      return {
        prefix,
        title,
        built: names.filter(isBuilt),
        missing: names.filter((name) => !isBuilt(name)),
      }
    }),
  )
}

/** `docs/coverage.md`. */
export function coveragePage(services: readonly ServiceCoverage[]): string {
  const built = services.flatMap((service) => service.built).length
  const all = built + services.flatMap((service) => service.missing).length
  const lines = [
    '# Which operations are real',
    '',
    'Written by `npm run generate` from the declarations that the server uses; a test holds it fresh. An operation that is not',
    'listed as built answers with an error named `NotImplemented` (HTTP status 501), which names it. What a built operation does',
    "differently from AWS stands in its service's README under `src/services`.",
    '',
    `${built} of ${all} operations of ${services.length} services.`,
    '',
    '| Service | Prefix | Built | Of |',
    '| --- | --- | ---: | ---: |',
    ...services.map(
      ({ title, prefix, built, missing }) =>
        `| ${built.length > 0 ? `[${title}](../src/services/${prefix}/README.md)` : title} | \`${prefix}\` | ${built.length} | ${built.length + missing.length} |`,
    ),
  ]
  for (const { title, built, missing } of services.filter((service) => service.built.length > 0)) {
    lines.push('', `## ${title}`, '', `Built: ${listed(built)}.`)
    lines.push('', missing.length === 0 ? 'Nothing is missing.' : `Not built: ${listed(missing)}.`)
  }
  return `${lines.join('\n')}\n`
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
