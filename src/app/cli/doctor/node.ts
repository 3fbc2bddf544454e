import type { Check } from './check.ts'

const oldestMajor = 24

/** Node.js, and with it SQLite, which comes in it. */
export const checkNode: Check = async () => {
  const { node = '0', sqlite } = process.versions
  const major = Number(node.split('.')[0])
  const where = `${node} at ${process.execPath}`
  if (major < oldestMajor) {
    return [
      {
        name: 'Node.js',
        status: 'problem',
        message: where,
        remedy: `Lambent needs ${oldestMajor} or later: start it by bin/lambent, which finds one.`,
      },
    ]
  }
  return [{ name: 'Node.js', status: 'ok', message: `${where}, SQLite ${sqlite ?? 'is missing'}` }]
}
