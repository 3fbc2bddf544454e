import assert from 'node:assert/strict'

/** Asserts that AWS's error comes back: its code on the wire, its message, its status. */
export async function refuses(
  promise: Promise<unknown>,
  expected: { code: string; message?: string | RegExp; status?: number },
): Promise<void> {
  const error = await promise.then(
    () => assert.fail(`Expected ${expected.code}, but the request succeeded`),
    (reason: { Code?: string; name: string; message: string; $metadata?: { httpStatusCode?: number } }) =>
      reason,
  )
  assert.equal(error.Code ?? error.name, expected.code, error.message)
  if (typeof expected.message === 'string') assert.equal(error.message, expected.message)
  else if (expected.message) assert.match(error.message, expected.message)
  if (expected.status !== undefined) assert.equal(error.$metadata?.httpStatusCode, expected.status)
}

/** A trust policy as most roles of serverless applications have it. */
export const lambdaTrust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})

/** A policy that may be attached. */
export const readPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
})

/** An account that no other test of the file uses. */
export function accounts(): () => string {
  let next = 100_000_000_000
  return () => String(next++)
}

/** A trust policy that lets in everyone. */
export const anyoneTrust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
})

/** Asks again until there is an answer, for what a server does after it has answered. Fails after a hundred times. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await ask()
    if (answer !== undefined) return answer
  }
  return assert.fail('It never happened')
}
