import { commandName, shellWord } from '../command-name.ts'
import type { Example } from './read-example.ts'

/** How to call an example's functions. The payload comes from standard input, which every version of the AWS CLI reads alike. */
export function exampleLines({ functions }: Example, dataDirFlag: string): string[] {
  const command = commandName()
  const [first] = functions
  return [
    'Functions to try:',
    '',
    ...functions.map(
      ({ name, event }) =>
        `  echo ${shellWord(JSON.stringify(event))} | aws lambda invoke --function-name ${name} --payload fileb:///dev/stdin /dev/stdout`,
    ),
    ...(first === undefined
      ? []
      : [
          `  ${command} invoke ${first.name}${dataDirFlag} --event ${shellWord(JSON.stringify(first.event))}`,
        ]),
    `  ${command} logs --follow${dataDirFlag}`,
  ]
}
