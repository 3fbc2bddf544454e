/**
 * How long it takes to read two templates of 500 resources, to compute them and to plan the change from one to the other: what the
 * update of a stack begins with. Prints the first run and the median beside the limit, in time of the processor. No server is
 * started. `node bench/template.ts [rounds]`
 */
import { parseTemplate, planChanges, prepareTemplate, readTemplate } from '../src/engines/template/index.ts'
import { contextWith } from '../src/engines/template/testing/context.ts'
import { besideLimit, timesOf } from './support/processor-time.ts'

const rounds = Number(process.argv[2] ?? 20)
const resourceCount = 500
/** Unit: milliseconds. Source: what the developer loop leaves for it. */
const limitMs = 400

function yaml(suffix: string): string {
  let text = 'Resources:\n'
  for (let index = 0; index < resourceCount; index++)
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

const texts = ['a', 'b'].map(yaml)
const took = timesOf(rounds, () => {
  const [before, after] = texts.map((text) =>
    prepareTemplate(readTemplate(parseTemplate(text).document), contextWith()),
  )
  if (!before || !after) throw new Error('There are two texts')
  return planChanges({ before, after, updateEffect: () => 'never' }).length
})
console.log(`${took.result} changes of ${resourceCount} resources; ${besideLimit(took, limitMs)}`)
