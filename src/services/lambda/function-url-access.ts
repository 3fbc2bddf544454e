/**
 * Who may use a function URL. Source: Lambda Developer Guide, "Control access to Lambda function URLs": whatever the auth type, the
 * function's policy must let the caller have lambda:InvokeFunctionUrl, and since October 2025 lambda:InvokeFunction too.
 */
import {
  askResourcePolicy,
  needsResourceConsent,
  type OperationContext,
  type ResourceQuestion,
} from '../../dispatch/index.ts'
import { functionArn } from './domain/names.ts'
import type { FunctionUrl } from './function-urls.ts'

/** What became of the question. */
export type UrlAccess =
  | { readonly allowed: true; readonly warning?: string }
  | { readonly allowed: false; readonly why: string }

/**
 * Whether the caller in `context` may use the URL. `policy`: the text of the policy of the function, or of the URL's alias. Callers of the
 * owner's own account need no consent but must not be denied. In local mode a policy without lambda:InvokeFunction lets requests
 * in with a warning, as AWS does for URLs that are older than the rule.
 */
export function urlAccess(
  context: OperationContext,
  url: FunctionUrl,
  policy: string | undefined,
): UrlAccess {
  const question = {
    resource: functionArn({ ...url, partition: context.partition }, url.qualifier || undefined),
    owner: url.accountId,
    policy,
    facts: new Map([
      ['lambda:functionurlauthtype', [url.authType]],
      ['lambda:invokedviafunctionurl', ['true']],
    ]),
  }
  const needsConsent = needsResourceConsent(context, question)
  const first = ask(context, { ...question, action: 'lambda:InvokeFunctionUrl' }, needsConsent)
  if (first !== 'allow') return { allowed: false, why: refusal('lambda:InvokeFunctionUrl', first) }
  const second = ask(context, { ...question, action: 'lambda:InvokeFunction' }, needsConsent)
  if (second === 'allow') return { allowed: true }
  const why = refusal('lambda:InvokeFunction', second)
  if (second === 'deny' || context.settings.identity === 'enforce') return { allowed: false, why }
  return {
    allowed: true,
    warning: `${why}: AWS refuses requests to such function URLs. Add a permission for it with InvokedViaFunctionUrl`,
  }
}

function ask(
  context: OperationContext,
  question: ResourceQuestion,
  needsConsent: boolean,
): 'allow' | 'deny' | 'silent' {
  const answer = askResourcePolicy(context, question)
  return answer === 'silent' && !needsConsent ? 'allow' : answer
}

function refusal(action: string, answer: 'deny' | 'silent'): string {
  return answer === 'deny' ? `A policy denies ${action}` : `No policy of the function allows ${action}`
}
