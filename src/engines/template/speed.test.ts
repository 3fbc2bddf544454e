/** What this room promises of its speed, held with room for slow machines: a template of 500 resources is read and planned at once. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseTemplate, planChanges, prepareTemplate, readTemplate } from './index.ts'
import { contextWith } from './testing/context.ts'

function yaml(suffix: string): string {
  let text = 'Resources:\n'
  for (let index = 0; index < 500; index++)
    text += `  R${index}:
    Type: AWS::SQS::Queue
    DependsOn: [${index === 0 ? '' : `R${index - 1}`}]
    Properties:
      QueueName: !Sub "\${AWS::StackName}-${suffix}${index}"
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt R${Math.max(0, index - 1) === index ? 1 : Math.max(0, index - 1)}.Arn
        maxReceiveCount: 3
      Tags:
        - {Key: a, Value: !Join ["-", [a, !Ref "AWS::Region"]]}
`
  return text.replace('!GetAtt R1.Arn', 'none')
}

it('reads and plans 500 resources', () => {
  const [one, two] = [yaml('a'), yaml('b')]
  const work = (): number => {
    const started = process.threadCpuUsage()
    const before = prepareTemplate(readTemplate(parseTemplate(one).document), contextWith())
    const after = prepareTemplate(readTemplate(parseTemplate(two).document), contextWith())
    const changes = planChanges({ before, after, updateEffect: () => 'never' })
    assert.equal(changes.length, 500)
    const { user, system } = process.threadCpuUsage(started)
    return (user + system) / 1000
  }
  // Of the processor's time: how much of it others want is not what is asked. Twice the reading of an update; the first runs are those of a cold process.
  const times = [work(), work(), work(), work(), work()]
  assert.ok(Math.min(...times) < 400, `took ${times.map((time) => time.toFixed(0)).join(', ')} ms`)
  if (process.env.LAMBENT_SHOW_TIMES !== undefined)
    process.stdout.write(`${times.map((time) => time.toFixed(0))}\n`)
})

it('bears large templates', () => {
  const bytes = 500_000
  const repeated = (piece: (index: number) => string): string => {
    const pieces: string[] = []
    for (let size = 0, index = 0; size < bytes; index++) {
      const next = piece(index)
      pieces.push(next)
      size += next.length
    }
    return pieces.join('')
  }
  const resources = 'Resources: {R: {Type: T}}\n'
  const started = process.hrtime.bigint()
  // Each condition names the one before it.
  const chain = repeated((index) =>
    index === 0 ? '  C0: !Equals [a, a]\n' : `  C${index}: !Not [!Condition C${index - 1}]\n`,
  )
  const { conditions } = prepareTemplate(
    readTemplate(parseTemplate(`${resources}Conditions:\n${chain}`).document),
    contextWith(),
  )
  assert.equal(conditions.get('C3'), false)
  for (const metadata of [
    `  L:\n${repeated(() => '    - a\n')}`,
    `  T: '${repeated(() => '${A.')}'\n`,
    `  T: "${repeated(() => '{{resolve:ssm:')}"\n`,
    `  M: {${repeated((index) => `k${index}: {a: [!Ref R]}, `)}}\n`,
  ])
    prepareTemplate(readTemplate(parseTemplate(`${resources}Metadata:\n${metadata}`).document), contextWith())
  const took = Number(process.hrtime.bigint() - started) / 1e6
  assert.ok(took < 30_000, `took ${took.toFixed(0)} ms`)
  if (process.env.LAMBENT_SHOW_TIMES !== undefined) process.stdout.write(`${took.toFixed(0)}\n`)
})
