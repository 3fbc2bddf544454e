import { readFileSync } from 'node:fs'

/** The version in package.json, two folders up both in a clone (`src/app`) and in the package (`dist/app`). */
export const version: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version
