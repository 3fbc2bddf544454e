/**
 * Who may use a function URL. Source: Lambda Developer Guide, "Control access to Lambda function URLs": whatever the auth type, the
 * caller must be allowed lambda:InvokeFunctionUrl, and since October 2025 lambda:InvokeFunction too: everybody by the function's policy, who
 * has signed by it or by policies of its own.
 */
import { accessRefusal, type OperationContext } from '../../dispatch/index.ts'
import { functionArn } from './domain/names.ts'
import type { FunctionUrl } from './function-urls.ts'

/** What became of the question. */
export type UrlAccess =
  | { readonly allowed: true; readonly warning?: string }
  | { readonly allowed: false; readonly why: string }

/**
 * Whether the caller in `context` may use the URL. `policy`: the text of the policy of the function, or of the URL's alias. In local mode a
 * policy without lambda:InvokeFunction lets requests in with a warning, as AWS did for a year with URLs that are older than the rule.
 */
export async function urlAccess(
  context: OperationContext,
  url: FunctionUrl,
  policy: string | undefined,
): Promise<UrlAccess> {
  const question = {
    resource: functionArn({ ...url, partition: context.partition }, url.qualifier || undefined),
    owner: url.accountId,
    policy,
    facts: new Map([
      ['lambda:functionurlauthtype', [url.authType]],
      ['lambda:invokedviafunctionurl', ['true']],
    ]),
  }
  const first = await accessRefusal(context, { ...question, action: 'lambda:InvokeFunctionUrl' })
  if (first) return { allowed: false, why: first.words }
  const second = await accessRefusal(context, { ...question, action: 'lambda:InvokeFunction' })
  if (!second) return { allowed: true }
  const isPolicySilent = second.by === 'resource' && !second.isExplicit
  if (!isPolicySilent || context.settings.identity === 'enforce') return { allowed: false, why: second.words }
  return {
    allowed: true,
    warning: `${second.words}: AWS refuses requests to such function URLs. Add a permission for it with InvokedViaFunctionUrl`,
  }
}
