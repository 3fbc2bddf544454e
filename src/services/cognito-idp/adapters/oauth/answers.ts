import type { Answer } from '../../../../http/index.ts'

export function jsonAnswer(status: number, value: object, caching = 'no-store'): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json;charset=UTF-8', 'Cache-Control': caching },
    body: JSON.stringify(value),
  }
}

/** A refusal of the token endpoint. Source: Developer Guide, "Token endpoint", negative responses: status 400 for each. */
export function oauthError(error: string, status = 400): Answer {
  return jsonAnswer(status, { error })
}

export function redirect(location: string, cookies: readonly string[] = []): Answer {
  return {
    status: 302,
    headers: {
      Location: location,
      'Cache-Control': 'no-store',
      ...(cookies.length > 0 ? { 'Set-Cookie': [...cookies] } : {}),
    },
    body: '',
  }
}
