/**
 * AWS's own translator of SAM templates (aws-sam-translator, Apache-2.0): one process that translates many templates, to
 * compare with ours. Installed once into a cache of this user's; a machine that cannot have it is told so.
 */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before } from 'node:test'
import { promisify } from 'node:util'
import { installOnce } from '../../src/compute/runtimes/install-once.ts'
import { type Dict, transform, type Value } from '../../src/engines/sam/index.ts'
import type { Made } from './aws-runtime-clients.ts'

const run = promisify(execFile)
const version = '1.115.0'
const cache = join(
  process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? homedir(), '.cache'),
  'lambent/test-programs',
)
const program = join(import.meta.dirname, '../fixtures/programs/sam-translator/translate.py')

/** Longest time for installing. Unit: milliseconds. Source: chosen. */
const installMs = 600_000

/** What a translation needs beside the template. */
export interface Surroundings {
  readonly region: string
  readonly parameters?: Readonly<Record<string, Value>>
}

/** What became of a template. `crash` is where AWS's translator itself failed on it. */
export interface Translation {
  readonly template?: Dict
  readonly errors?: readonly string[]
  readonly message?: string
  readonly crash?: string
}

/** The process, or why there is none. */
async function awsTranslator(): Promise<Made<AwsTranslator>> {
  try {
    const folder = await installOnce(join(cache, `aws-sam-translator-${version}`), async (stage) => {
      await run('python3', ['-m', 'venv', stage])
      const pip = ['-m', 'pip', 'install', '--quiet', `aws-sam-translator==${version}`]
      await run(join(stage, 'bin/python'), pip, { timeout: installMs })
      // A virtual environment knows its own place; scripts with the old one in them are not used.
    })
    return new AwsTranslator(spawn(join(folder, 'bin/python'), [program]))
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    const said = (stderr || message).trim().split('\n').slice(-3).join(' / ')
    return { missing: `aws-sam-translator ${version} cannot be had here: ${said}` }
  }
}

/** What tests ask of it. */
export type Translator = Pick<AwsTranslator, 'translate'>

/** AWS's translator for the tests of the suite it is called in. They fail where it cannot be had. */
export function testTranslator(): Translator {
  let translator: AwsTranslator | undefined
  before(async () => {
    const made = await awsTranslator()
    if ('missing' in made) throw new Error(made.missing)
    translator = made
  })
  after(() => translator?.stop())
  return {
    translate(template, surroundings) {
      if (!translator) throw new Error('The translator runs only while tests run')
      return translator.translate(template, surroundings)
    },
  }
}

/** Translates templates, one after the other. */
class AwsTranslator {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>
  readonly #said: string[] = []
  #turn: Promise<unknown> = Promise.resolve()

  constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process
    this.#answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]()
    process.stderr.setEncoding('utf8').on('data', (text: string) => this.#said.push(text))
  }

  translate(template: Dict, surroundings: Surroundings): Promise<Translation> {
    const answer = this.#turn.then(async () => {
      this.#process.stdin.write(`${JSON.stringify({ template, ...surroundings })}\n`)
      const { value, done } = await this.#answers.next()
      if (done) throw new Error(`the translator ended: ${this.#said.join('').slice(-2000)}`)
      return JSON.parse(value) as Translation
    })
    this.#turn = answer.catch(() => undefined)
    return answer
  }

  stop(): void {
    this.#process.kill()
  }
}

/** Translates by our transform, in the same form. */
export function ownTranslation(template: Dict, { region, parameters = {} }: Surroundings): Translation {
  const result = transform(template, {
    region,
    parameterValues: parameters,
    sha1: (text) => createHash('sha1').update(text).digest('hex'),
    nowSeconds: 0,
    applicationTemplateUrl: (id, semanticVersion) =>
      `https://applications.example/${id.split('/').at(-1)}/${semanticVersion}`,
  })
  if ('template' in result) return { template: JSON.parse(JSON.stringify(result.template)) as Dict }
  return result.cause ? { crash: result.cause.message } : { errors: result.errors, message: result.message }
}
