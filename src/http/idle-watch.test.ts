import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { IdleWatch } from './idle-watch.ts'

test('silence is noticed once, after the patience and at most a quarter of it late', (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.after(() => mock.timers.reset())
  const watch = new IdleWatch(1000)
  let noticed = 0
  watch.begin(() => noticed++)
  mock.timers.tick(1000)
  assert.equal(noticed, 0)
  mock.timers.tick(250)
  assert.equal(noticed, 1)
  mock.timers.tick(5000)
  assert.equal(noticed, 1)
})

test('who stirs or ends is not taken for silent', (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.after(() => mock.timers.reset())
  const watch = new IdleWatch(1000)
  let noticed = 0
  const stirring = watch.begin(() => noticed++)
  const ending = watch.begin(() => noticed++)
  mock.timers.tick(900)
  watch.stir(stirring, 1000)
  watch.end(ending)
  mock.timers.tick(900)
  assert.equal(noticed, 0)
  mock.timers.tick(500)
  assert.equal(noticed, 1)
})

test('who says too little to come to an end is noticed after the patience', (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.after(() => mock.timers.reset())
  const watch = new IdleWatch(20_000)
  const noticed: string[] = []
  const dripping = watch.begin(() => noticed.push('dripping'))
  const flowing = watch.begin(() => noticed.push('flowing'))
  for (let seconds = 5; seconds <= 60; seconds += 5) {
    mock.timers.tick(5000)
    watch.stir(dripping, 1)
    watch.stir(flowing, 2500)
    assert.deepEqual(noticed, seconds <= 20 ? [] : ['dripping'], `${seconds} s`)
  }
  watch.end(flowing)
})
