/** What linters miss. Each rule looks at one file and says what is untidy, a sentence each. */
import { documentation, exportedNumbers } from './declarations.ts'
import type { TrackedFile } from './tracked-files.ts'

export type Rule = (file: TrackedFile) => string[]

/** Unit: lines. Source: the style of this repository; past that a second subject has moved in. */
const longestFile = 600

const isCode = (path: string) => /\.(ts|mjs|js|sh)$/.test(path)

/** Tables of data are exempt: they say so in their first lines. */
export const notTooLong: Rule = ({ path, text }) => {
  const lines = text.split('\n').length
  // The cases of published suites are data.
  const isData = path.startsWith('test/conformance/')
  return isCode(path) &&
    !isData &&
    lines > longestFile &&
    !/\/\*\*[^*]*\btable of data\b/i.test(text.slice(0, 1000))
    ? [`has ${lines} lines: which second subject has moved in?`]
    : []
}

/** A thing without a better name has no place yet. */
export const namedByItsSubject: Rule = ({ path }) =>
  /(^|[/.-])(utils?|helpers?|common|managers?|misc)([/.-]|$)/i.test(path) && isCode(path)
    ? ['is named by no subject']
    : []

/** Three markers only: NOTE, TODO with its issue, UNVERIFIED. A line of a text that the code writes (`##TODO`) is none. */
export const markersKnown: Rule = ({ path, text }) => {
  if (!isCode(path) || path.startsWith('tools/tidy/')) return []
  const found: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (/(?<!##)\bTODO\b(?!\(#\d+\):)/.test(line))
      found.push(`line ${index + 1}: a TODO names its issue, TODO(#12):`)
    if (/\b(FIXME|XXX|HACK)\b/.test(line))
      found.push(`line ${index + 1}: say NOTE:, TODO(#12): or UNVERIFIED:`)
  }
  return found
}

/**
 * Every quota says what it counts and where it comes from. The unit is in its name, in a "Unit:", or is the thing that the
 * comment begins with ("Events of one page"). A source is a document, or the plain word that the number is ours.
 */
export const limitsSourced: Rule = ({ path, text }) => {
  if (!/(^|\/)limits\.ts$/.test(path)) return []
  const head = documentation(text, 0)
  return exportedNumbers(text).flatMap(({ name, comment }) => [
    ...(namesUnit(name, comment) ? [] : [`${name} has no unit`]),
    ...(/\bSource\b|\b[Oo]urs\b|\b[Cc]hosen\b/.test(`${comment}\n${head}`) ? [] : [`${name} has no source`]),
  ])
}

function namesUnit(name: string, comment: string): boolean {
  if (/(Ms|Seconds|Minutes|Hours|Days|Bytes|Characters|Count)(Max|Min|Default|Kept)?$/.test(name)) return true
  return (
    /\bUnits?\b|\bthis (many|often)\b/.test(comment) ||
    /^\/\*\*[\s*]*([A-Z][a-z]+ )?[A-Za-z]{3,}s\b/.test(comment)
  )
}

/** Nothing speaks of the machine it was written on. */
export const namesNoMachine: Rule = ({ path, text }) => {
  if (path.startsWith('tools/tidy/')) return []
  const found = /(?<![\w.])\/(work\/(main|shared)|root\/|Users\/\w+|home\/(?!anna\b)\w+\/)/.exec(text)
  return found ? [`names a path of one machine: ${found[0]}`] : []
}

/** A test that runs alone hides the others; one that sleeps is slow or flaky. */
export const testsHonest: Rule = ({ path, text }) => {
  if (!path.endsWith('.test.ts') || path.startsWith('tools/tidy/')) return []
  // A simulation kills at random instants: there waiting is the subject.
  const simulates = path.startsWith('test/sim/')
  return [
    ...(/\b(describe|it|test)\.only\(|\bonly: true\b/.test(text) ? ['runs one test only'] : []),
    ...(!simulates && /await\s+(sleep|setTimeout|pause)\(|timers\/promises/.test(text) ? ['sleeps'] : []),
  ]
}

/** The import makes Node.js load an HTTP client of 28 ms and several megabytes (src/http/node-http.ts). */
export const httpTakenLean: Rule = ({ path, text }) =>
  path.startsWith('src/') &&
  !/\.test\.ts$|\/node-http\.ts$/.test(path) &&
  /^import (?!type )(\{[^}]*\}|[^\n{]*) from 'node:https?'/m.test(text)
    ? ["imports Node's HTTP: take nodeHttp from src/http"]
    : []

export const rules: Readonly<Record<string, Rule>> = {
  'files have one subject': notTooLong,
  'files are named by their subject': namedByItsSubject,
  'markers are the three known ones': markersKnown,
  'quotas have units and sources': limitsSourced,
  'nothing names a machine': namesNoMachine,
  'tests run all and do not sleep': testsHonest,
  'HTTP is loaded without its client': httpTakenLean,
}
