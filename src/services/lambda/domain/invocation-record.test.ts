import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Invoked, invocationRecord, recordKey } from './invocation-record.ts'

// The record of a failed invocation as the Developer Guide shows it.
const failed: Invoked = {
  requestId: 'e4b46cbf-b738-xmpl-8880-a18cdf61200e',
  functionArn: 'arn:aws:lambda:us-east-2:123456789012:function:my-function:$LATEST',
  condition: 'RetriesExhausted',
  approximateInvokeCount: 3,
  requestPayload: '{"ORDER_IDS":["9e07af03-ce31-4ff3-xmpl-36dce652cb4f"]}',
  response: {
    executedVersion: '$LATEST',
    functionError: 'Unhandled',
    payload:
      '{"errorMessage":"RequestId: e4b46cbf-b738-xmpl-8880-a18cdf61200e Process exited before completing request"}',
  },
}

describe('invocation records', () => {
  it('equal the documented one', () => {
    assert.deepEqual(JSON.parse(invocationRecord(failed, Date.UTC(2019, 10, 14, 18, 16, 5, 568))), {
      version: '1.0',
      timestamp: '2019-11-14T18:16:05.568Z',
      requestContext: {
        requestId: 'e4b46cbf-b738-xmpl-8880-a18cdf61200e',
        functionArn: 'arn:aws:lambda:us-east-2:123456789012:function:my-function:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { ORDER_IDS: ['9e07af03-ce31-4ff3-xmpl-36dce652cb4f'] },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: {
        errorMessage:
          'RequestId: e4b46cbf-b738-xmpl-8880-a18cdf61200e Process exited before completing request',
      },
    })
  })

  it('leave numbers as they were written, and quote what is not JSON', () => {
    const text = invocationRecord(
      {
        ...failed,
        requestPayload: '{"n":12345678901234567890.1}',
        response: { executedVersion: '1', payload: 'not JSON' },
      },
      0,
    )
    assert.match(text, /"requestPayload":\{"n":12345678901234567890\.1\}/)
    assert.match(text, /"responsePayload":"not JSON"/)
  })

  it('say nothing of an answer that there never was', () => {
    const { response: _none, ...never } = failed
    const record = JSON.parse(invocationRecord({ ...never, condition: 'EventAgeExceeded' }, 0))
    assert.equal('responseContext' in record, false)
    assert.equal('responsePayload' in record, false)
  })

  it('have a place of their own in a bucket', () => {
    assert.equal(
      recordKey('my-function', Date.UTC(2024, 1, 3, 4, 5, 6), 'uuid'),
      'aws/lambda/async/my-function/2024/02/03/2024-02-03T04.05.06-uuid',
    )
  })
})
