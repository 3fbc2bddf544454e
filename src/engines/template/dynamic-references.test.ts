import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findDynamicReferences, substituteDynamicReferences } from './dynamic-references.ts'
import { messageOf } from './testing/prepare.ts'

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf'

describe('dynamic references', () => {
  for (const [inner, expected] of [
    ['ssm:name', { service: 'ssm', name: 'name' }],
    ['ssm:/a/b.c:12', { service: 'ssm', name: '/a/b.c', version: '12' }],
    ['ssm-secure:name:1', { service: 'ssm-secure', name: 'name', version: '1' }],
    ['secretsmanager:name', { service: 'secretsmanager', secretId: 'name' }],
    ['secretsmanager:a/b:SecretString:user', { service: 'secretsmanager', secretId: 'a/b', jsonKey: 'user' }],
    [
      'secretsmanager:name:SecretString:user:AWSPREVIOUS',
      { service: 'secretsmanager', secretId: 'name', jsonKey: 'user', versionStage: 'AWSPREVIOUS' },
    ],
    [
      'secretsmanager:name:SecretString:::id',
      { service: 'secretsmanager', secretId: 'name', versionId: 'id' },
    ],
    [`secretsmanager:${arn}`, { service: 'secretsmanager', secretId: arn }],
    [`secretsmanager:${arn}:SecretString:k`, { service: 'secretsmanager', secretId: arn, jsonKey: 'k' }],
  ] as const)
    it(inner, () => {
      const text = `{{resolve:${inner}}}`
      assert.deepEqual(findDynamicReferences({ a: [`x${text}y`, text] }), [{ text, ...expected }])
    })

  for (const [inner, message] of [
    ['ssm:', 'Incorrect format is used in the following SSM reference: [{{resolve:ssm:}}]'],
    ['ssm:a:b', 'Incorrect format is used in the following SSM reference: [{{resolve:ssm:a:b}}]'],
    [
      'secretsmanager:a:Binary',
      'Incorrect format is used in the following Secrets Manager reference: [{{resolve:secretsmanager:a:Binary}}]',
    ],
    ['other:a', 'Dynamic References: Service [other] is not supported in [{{resolve:other:a}}]'],
  ] as const)
    it(`refuses ${inner}`, () =>
      assert.equal(
        messageOf(() => findDynamicReferences(`{{resolve:${inner}}}`)),
        message,
      ))

  it('are replaced, also within texts, and what comes is not looked at again', () => {
    const values = new Map([
      ['{{resolve:ssm:a}}', '{{resolve:ssm:b}}$&'],
      ['{{resolve:ssm:b}}', 'B'],
    ])
    assert.deepEqual(
      substituteDynamicReferences(
        { x: ['<{{resolve:ssm:a}}>', '{{resolve:ssm:b}}{{resolve:ssm:c}}', 1] },
        (text) => values.get(text),
      ),
      { x: ['<{{resolve:ssm:b}}$&>', 'B{{resolve:ssm:c}}', 1] },
    )
  })

  it('have a bound', () => {
    const many = Array.from({ length: 61 }, (_, index) => `{{resolve:ssm:p${index}}}`)
    assert.match(messageOf(() => findDynamicReferences(many)) ?? '', /Maximum number of dynamic references/)
  })
})
