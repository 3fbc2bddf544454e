import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AwsError } from '../aws/aws-error.ts'
import { changed, tagChange, tagsOf, unlessMissing } from './resource-tools.ts'

test('what is not there is nothing; other errors stay errors', async () => {
  const gone = () => Promise.reject(new AwsError('Gone', 'It is gone.'))
  assert.equal(await unlessMissing(gone(), 'Gone'), undefined)
  assert.equal(await unlessMissing(Promise.resolve(3), 'Gone'), 3)
  await assert.rejects(unlessMissing(gone(), 'Other'), { code: 'Gone' })
})

test('tags of a template stand before those of the stack', () => {
  const stackTags = { team: 'stack', stage: 'test' }
  assert.deepEqual(tagsOf({ stackTags }, [{ Key: 'team', Value: 'own' }]), { team: 'own', stage: 'test' })
  assert.deepEqual(tagsOf({ stackTags }, { team: 'own' }), { team: 'own', stage: 'test' })
  assert.deepEqual(tagsOf({ stackTags }, undefined), stackTags)
})

test('a change of tags sets what is new or other, and takes away what is gone', () => {
  assert.deepEqual(tagChange({ a: '1', b: '2', c: '3' }, { b: '2', c: '4', d: '5' }), {
    set: { c: '4', d: '5' },
    remove: ['a'],
  })
})

test('properties are compared by value', () => {
  assert.equal(changed({ A: { x: 1 }, B: 2 }, { A: { x: 1 }, B: 3 }, 'A'), false)
  assert.equal(changed({ A: { x: 1 }, B: 2 }, { A: { x: 1 }, B: 3 }, 'A', 'B'), true)
})
