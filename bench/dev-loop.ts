/**
 * How long from saving a file to the first answer of the new code, under `lambent dev`. A function in TypeScript of two files behind a function
 * URL, and one in Python; requests are sent one after the other from the moment the file is saved until one is answered by the new code.
 * `node bench/dev-loop.ts [saves]`
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, percentile, Report } from './support/figures.ts'
import { freePort } from './support/processes.ts'

const saves = Number(process.argv[2] ?? 15)
/** From saving to the first answer. Unit: milliseconds. */
const firstAnswerAtMost = 500
/** From saving to the line that says that the code is live, as `lambent dev` counts it. Unit: milliseconds. */
const liveAtMost = 300

const program = fileURLToPath(new URL('../bin/lambent', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lambent-bench-'))
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const languages = {
  TypeScript: (text: string) => write('typescript/text.ts', `export const text: string = '${text}'\n`),
  Python: (text: string) => write('python/app.py', `def handler(event, context):\n    return '${text}'\n`),
} as const

write('typescript/app.ts', "import { text } from './text'\nexport const handler = async () => text\n")
for (const save of Object.values(languages)) save('first')
const functionOf = (name: string, code: string, runtime: string) => `
  ${name}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ${code}
      Handler: app.handler
      Runtime: ${runtime}
      FunctionUrlConfig: { AuthType: NONE }
`
write(
  'template.yaml',
  `Transform: AWS::Serverless-2016-10-31
Resources:${functionOf('TypeScript', 'typescript', 'nodejs24.x')}${functionOf('Python', 'python', 'python3.13')}
Outputs:
  TypeScriptUrl: { Value: !GetAtt TypeScriptUrl.FunctionUrl }
  PythonUrl: { Value: !GetAtt PythonUrl.FunctionUrl }
`,
)

const report = new Report()
const port = await freePort()
const session = spawn(
  program,
  ['dev', folder, '--no-logs', '--port', String(port), '--data-dir', join(folder, '.lambent/data')],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
let output = ''
let look = () => {}
session.stdout.setEncoding('utf8').on('data', (text: string) => {
  output += text
  look()
})
/** Waits for a line of the session, behind what was found before. */
const seen = (pattern: RegExp) =>
  new Promise<RegExpExecArray>((resolve) => {
    look = () => {
      const found = pattern.exec(output.slice(0, output.lastIndexOf('\n') + 1))
      if (!found) return
      output = output.slice(found.index + found[0].length)
      look = () => {}
      resolve(found)
    }
    look()
  })

try {
  const [deployed = ''] = await seen(/[\s\S]*Watching .*\n/)
  for (const [name, save] of Object.entries(languages)) {
    const [, id = ''] = new RegExp(`${name}Url +http://(\\w+)\\.`).exec(deployed) ?? []
    const ask = async () => (await fetch(`http://127.0.0.1:${port}/_aws/lambda-url/${id}/`)).text()
    // Its environment is there, as it is while somebody works on it.
    await ask()
    const answers: number[] = []
    const lives: number[] = []
    for (let count = 0; count < saves; count++) {
      const text = `save ${count}`
      const live = seen(new RegExp(`${name} is live with its new code \\((\\d+) ms\\)`))
      const savedAt = performance.now()
      save(text)
      while ((await ask()) !== text);
      answers.push(performance.now() - savedAt)
      lives.push(Number((await live)[1]))
    }
    report.line(`${name}: ${saves} saves`)
    report.figure(
      'saved to first answer of the new code, p50',
      median(answers),
      'ms',
      { atMost: firstAnswerAtMost },
      0,
    )
    report.figure('saved to first answer of the new code, p90', percentile(answers, 90), 'ms', {}, 0)
    report.figure('change seen to code live, p50', median(lives), 'ms', { atMost: liveAtMost }, 0)
  }
} finally {
  session.kill('SIGINT')
  await new Promise((resolve) => session.once('close', resolve))
  rmSync(folder, { recursive: true, force: true })
}
report.finish()
