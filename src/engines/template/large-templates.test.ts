/** Templates as large as CloudFormation takes them, of pieces that invite to look at all others for each. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseTemplate, prepareTemplate, readTemplate } from './index.ts'
import { contextWith } from './testing/context.ts'

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
})
