import assert from 'node:assert/strict'

/** Services of the query protocol have their code in a member, where their older names live on. */
type Refusal = Error & { readonly Code?: string; readonly Error?: { readonly Code?: string } }

/** That a call fails with this code, and with these words if any are given. */
export async function refused(
  call: Promise<unknown>,
  code: string,
  message?: string | RegExp,
): Promise<void> {
  await assert.rejects(call, (error: Refusal) => {
    assert.equal(error.Error?.Code ?? error.Code ?? error.name, code, error.message)
    if (message instanceof RegExp) assert.match(error.message, message)
    else if (message !== undefined) assert.equal(error.message, message)
    return true
  })
}
