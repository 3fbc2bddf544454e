import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { TimestampFormat } from '../models/index.ts'
import { dateOfSeconds, formatTimestamp, parseTimestamp } from './timestamps.ts'

const formats: readonly TimestampFormat[] = ['date-time', 'http-date', 'epoch-seconds']
const time = (text: string, format: TimestampFormat) => parseTimestamp(text, format)?.toISOString()

describe('timestamps', () => {
  it('are read as they are written, in every format', () => {
    const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 })
    fc.assert(
      fc.property(seconds, fc.constantFrom(...formats), (second, format) => {
        const date = new Date(second * 1000)
        assert.equal(parseTimestamp(formatTimestamp(date, format), format)?.getTime(), date.getTime())
      }),
    )
  })

  it('keep milliseconds where the format can say them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
        for (const format of ['date-time', 'epoch-seconds'] as const) {
          assert.equal(parseTimestamp(formatTimestamp(new Date(ms), format), format)?.getTime(), ms)
        }
      }),
    )
  })

  it('take what RFC 3339 allows', () => {
    assert.equal(time('1985-04-12T23:20:50.52Z', 'date-time'), '1985-04-12T23:20:50.520Z')
    assert.equal(time('1996-12-19T16:39:57-08:00', 'date-time'), '1996-12-20T00:39:57.000Z')
    assert.equal(time('1990-12-31t23:59:60z', 'date-time'), '1991-01-01T00:00:00.000Z')
    assert.equal(time('2020-02-29T00:00:00.123456789Z', 'date-time'), '2020-02-29T00:00:00.123Z')
    assert.equal(time('0001-01-01T00:00:00Z', 'date-time'), '0001-01-01T00:00:00.000Z')
  })

  it('take the three forms of HTTP', () => {
    const expected = '1994-11-06T08:49:37.000Z'
    assert.equal(time('Sun, 06 Nov 1994 08:49:37 GMT', 'http-date'), expected)
    assert.equal(time('Sunday, 06-Nov-94 08:49:37 GMT', 'http-date'), expected)
    assert.equal(time('Sun Nov  6 08:49:37 1994', 'http-date'), expected)
  })

  it('refuse times that are none', () => {
    for (const text of [
      '2021-02-29T00:00:00Z',
      '2021-13-01T00:00:00Z',
      '2021-00-01T00:00:00Z',
      '2021-01-01T24:00:00Z',
      '0000-01-01T00:00:00Z',
      '2021-01-01T00:60:00Z',
      '2021-01-01T00:00:00+24:00',
      '',
    ]) {
      assert.equal(parseTimestamp(text, 'date-time'), undefined, text)
    }
    for (const text of [
      'Sun, 31 Feb 1994 08:49:37 GMT',
      'Sun, 06 Foo 1994 08:49:37 GMT',
      '06 Nov 1994 08:49:37 GMT',
    ]) {
      assert.equal(parseTimestamp(text, 'http-date'), undefined, text)
    }
    for (const seconds of [1e12, -1e12, Number.NaN, Number.POSITIVE_INFINITY])
      assert.equal(dateOfSeconds(seconds), undefined)
  })

  it('never fail, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...formats), (text, format) => {
        const date = parseTimestamp(text, format)
        assert(date === undefined || !Number.isNaN(date.getTime()))
      }),
    )
  })
})
