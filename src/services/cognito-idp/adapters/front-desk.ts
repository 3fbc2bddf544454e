/**
 * User pools' part in the front door: pages of any origin may call them, and browsers ask before they do. Source: what Cognito answers to
 * preflights.
 */
import type { Answer, RequestHead } from '../../../http/index.ts'

const exposed = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
}

/** The desk of a server. */
export function createFrontDesk() {
  return {
    answer({ method, headers }: RequestHead): Promise<Answer> | undefined {
      if (method !== 'OPTIONS') return undefined
      const asked = headers['access-control-request-headers']
      return Promise.resolve({
        status: 200,
        headers: {
          ...exposed,
          'Access-Control-Allow-Methods': 'POST',
          ...(asked === undefined ? {} : { 'Access-Control-Allow-Headers': asked }),
          'Access-Control-Max-Age': '172800',
          'Content-Length': '0',
        },
        body: '',
      })
    },
    answerHeaders({ method, headers }: RequestHead): Promise<Readonly<Record<string, string>>> | undefined {
      return headers.origin === undefined || method === 'OPTIONS' ? undefined : Promise.resolve(exposed)
    },
  }
}
