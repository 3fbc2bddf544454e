import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import picocolors from 'picocolors'
import type { TrailStepAt } from '../../../dispatch/index.ts'
import { StepChooser, shortArn, shortId, stepLine } from './event-lines.ts'

const queue = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`
const worker = 'arn:aws:lambda:us-east-1:123456789012:function:worker'
const at = Date.UTC(2026, 0, 1, 12)

const accepted = (event: string, name = 'orders'): TrailStepAt => ({
  at,
  stage: 'accepted',
  event,
  source: queue(name),
})
const started = (event: string, causes: string[], name = 'orders'): TrailStepAt => ({
  at,
  stage: 'started',
  event,
  causes,
  source: queue(name),
  target: worker,
})

describe('steps that are chosen', () => {
  it('are all, unless something is asked for', () => {
    assert.equal(new StepChooser({}).choose(accepted('m1')).length, 1)
  })

  it('lead to the function that is asked for, found by their ids', () => {
    const chooser = new StepChooser({ function: 'worker' })
    assert.deepEqual(chooser.choose(accepted('m1')), [])
    assert.deepEqual(chooser.choose(accepted('m2')), [])
    const way = chooser.choose(started('r1', ['m1']))
    assert.deepEqual(
      way.map(({ event }) => event),
      ['m1', 'r1'],
    )
    const done: TrailStepAt = { at, stage: 'succeeded', event: 'r1', source: queue('orders') }
    assert.deepEqual(chooser.choose(done), [done])
  })

  it('are of the source and the function that are asked for', () => {
    const chooser = new StepChooser({ function: 'worker', source: 'orders' })
    chooser.choose(accepted('m1', 'others'))
    assert.deepEqual(chooser.choose(started('r1', ['m1'], 'others')), [])
    chooser.choose(accepted('m2'))
    assert.equal(chooser.choose(started('r2', ['m2'])).length, 2)
  })
})

describe('a step in one line', () => {
  it('says when, what, which and where', () => {
    const step = {
      ...started('c9b8fa9f-5a7f-4af9-9c0c-604cde93a500', ['059f36b4-87a3-44ab-83d2-661975830a7d']),
      detail: 'x',
    }
    assert.equal(
      stepLine(step, picocolors.createColors(false), false),
      '2026-01-01T12:00:00.000Z  started      c9b8fa9f  ← 059f36b4  sqs:orders → lambda:worker  x',
    )
  })

  it('shortens names', () => {
    assert.equal(
      shortId('shardId-000000000000:49590338271490256608559692538361571095921575989136588898'),
      '…9136588898',
    )
    assert.equal(shortId('short'), 'short')
    assert.equal(shortArn('arn:aws:events:us-east-1:123456789012:rule/bus/nightly'), 'events:bus/nightly')
    assert.equal(shortArn('arn:aws:s3:::bucket'), 's3:bucket')
  })
})
