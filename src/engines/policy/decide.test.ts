import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  type AuthorizationQuestion,
  type Decision,
  decide,
  type PrincipalPolicies,
  refusalWords,
} from './decide.ts'
import type { PolicyDocument } from './document.ts'
import { evaluatePolicy } from './evaluate-policy.ts'
import { readDocument } from './read-document.ts'

const account = '123456789012'
const userArn = `arn:aws:iam::${account}:user/anna`
const roleArn = `arn:aws:iam::${account}:role/Deploy`
const sessionArn = `arn:aws:sts::${account}:assumed-role/Deploy/ci`
const user = { accountId: account, partition: 'aws', names: [userArn, 'AIDAEXAMPLE'] }
const session = {
  accountId: account,
  partition: 'aws',
  names: [sessionArn, 'AROAEXAMPLE', roleArn],
  roleNames: ['AROAEXAMPLE', roleArn],
}

function policy(...statements: object[]): PolicyDocument {
  const read = readDocument(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  assert.ok(read.ok)
  return read.document
}

const allow = { Effect: 'Allow', Action: '*', Resource: '*' }
const deny = { ...allow, Effect: 'Deny' }
const none = { ...allow, Action: 'other:Thing' }

function ask(
  policies: PrincipalPolicies,
  resource?: PolicyDocument,
  more: Partial<AuthorizationQuestion> = {},
): string {
  const action = 'execute-api:Invoke'
  const question = { action, resource: 'arn:x', context: new Map(), requester: user, owner: account, ...more }
  return shown(decide(question, policies, resource))
}

function shown(decision: Decision): string {
  return decision.allowed ? 'allowed' : `${decision.isExplicit ? 'denied' : 'missing'} ${decision.by}`
}

const by = (Principal: unknown, statement: object = allow) => policy({ ...statement, Principal })

describe('who may do something in its own account', () => {
  // API Gateway Developer Guide, "Policy evaluation outcome tables", table A.
  const answers = { allow, neither: none, deny }
  const table = [
    ['allow', 'allow', 'allowed'],
    ['allow', 'neither', 'allowed'],
    ['allow', 'deny', 'denied resource'],
    ['neither', 'allow', 'allowed'],
    ['neither', 'neither', 'missing identity'],
    ['neither', 'deny', 'denied resource'],
    ['deny', 'allow', 'denied identity'],
    ['deny', 'neither', 'denied identity'],
    ['deny', 'deny', 'denied identity'],
  ] as const
  for (const [identity, resource, expected] of table)
    it(`identity ${identity}, resource ${resource}: ${expected}`, () => {
      const own = { identity: [policy(answers[identity])] }
      assert.equal(ask(own, by({ AWS: userArn }, answers[resource])), expected)
    })

  it('is the root user, unless something denies', () => {
    const root = { ...user, names: [`arn:aws:iam::${account}:root`] }
    assert.equal(ask({ identity: 'everything' }, undefined, { requester: root }), 'allowed')
    assert.equal(ask({ identity: 'everything' }, by('*', deny), { requester: root }), 'denied resource')
    const narrow = { identity: 'everything', session: [policy(none)] } as const
    assert.equal(ask(narrow, undefined, { requester: root }), 'missing session')
  })

  it('is held by boundary and session policies', () => {
    const all = [policy(allow)]
    assert.equal(ask({ identity: all, boundary: policy(none) }), 'missing boundary')
    assert.equal(ask({ identity: all, boundary: policy(deny) }), 'denied boundary')
    assert.equal(ask({ identity: all, session: [policy(none)] }), 'missing session')
    assert.equal(ask({ identity: all, session: [policy(none), policy(allow)] }), 'allowed')
    assert.equal(ask({ identity: all, session: [policy(allow), policy(deny)] }), 'denied session')
    assert.equal(ask({ identity: all, session: [] }), 'missing session')
    assert.equal(ask({ identity: [], boundary: policy(allow), session: all }), 'missing identity')
  })

  it('is whom a resource names itself, whatever holds it; a role within what holds it', () => {
    const held = { identity: [], boundary: policy(none) }
    assert.equal(ask(held, by({ AWS: userArn })), 'allowed')
    assert.equal(ask({ ...held, boundary: policy(deny) }, by({ AWS: userArn })), 'denied boundary')
    const asSession = { requester: session }
    assert.equal(ask(held, by({ AWS: sessionArn }), asSession), 'allowed')
    assert.equal(ask(held, by({ AWS: roleArn }), asSession), 'missing boundary')
    assert.equal(ask({ identity: [] }, by({ AWS: roleArn }), asSession), 'allowed')
    assert.equal(ask({ identity: [] }, by('*'), asSession), 'allowed')
    assert.equal(ask({ identity: [], session: [] }, by('*'), asSession), 'missing session')
  })

  it('is not whose account alone a resource names: the account decides for its own', () => {
    for (const AWS of [account, `arn:aws:iam::${account}:root`]) {
      assert.equal(ask({ identity: [] }, by({ AWS })), 'missing identity')
      assert.equal(ask({ identity: [policy(allow)] }, by({ AWS })), 'allowed')
    }
  })
})

describe('who may do something in another account', () => {
  const other = { owner: '999999999999' }
  // As above, table B.
  it('is whom both sides allow', () => {
    const all = { identity: [policy(allow)] }
    assert.equal(ask(all, by({ AWS: account }), other), 'allowed')
    assert.equal(ask(all, by({ AWS: userArn }), other), 'allowed')
    assert.equal(ask(all, by({ AWS: userArn }, none), other), 'missing resource')
    assert.equal(ask(all, undefined, other), 'missing resource')
    assert.equal(ask({ identity: [] }, by({ AWS: userArn }), other), 'missing identity')
    assert.equal(ask(all, by({ AWS: userArn }, deny), other), 'denied resource')
    assert.equal(ask({ ...all, boundary: policy(none) }, by({ AWS: userArn }), other), 'missing boundary')
  })

  it('is a service, or nobody, whom the resource lets in', () => {
    const service = { accountId: account, partition: 'aws', names: [], service: 's3.amazonaws.com' }
    const nobody = { accountId: '', partition: 'aws', names: [] }
    const own = { identity: [policy(allow)] }
    assert.equal(ask(own, undefined, { requester: service }), 'missing resource')
    assert.equal(ask(own, by({ Service: 's3.amazonaws.com' }), { requester: service }), 'allowed')
    assert.equal(ask(own, by('*'), { requester: nobody }), 'allowed')
    assert.equal(ask(own, by({ AWS: account }), { requester: nobody }), 'missing resource')
  })
})

describe('the words of a refusal', () => {
  it('are those of AWS', () => {
    const words = (isExplicit: boolean, kind: 'identity' | 'boundary' | 'session' | 'resource') =>
      refusalWords({ allowed: false, isExplicit, by: kind }, 'a:B')
    assert.equal(words(false, 'identity'), 'because no identity-based policy allows the a:B action')
    assert.equal(words(true, 'identity'), 'with an explicit deny in an identity-based policy')
    assert.equal(words(false, 'boundary'), 'because no permissions boundary allows the a:B action')
    assert.equal(words(true, 'session'), 'with an explicit deny in a session policy')
    assert.equal(words(false, 'resource'), 'because no resource-based policy allows the a:B action')
  })
})

/** Texts of a small alphabet, so that patterns often meet them. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/'), minLength: 1, maxLength: 6 })
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '*', '?'), minLength: 1, maxLength: 6 })
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 })
const negatable = (name: string) =>
  fc.tuple(fc.boolean(), patterns).map(([not, values]) => ({ [not ? `Not${name}` : name]: values }))
const condition = fc.option(
  fc.record({
    operator: fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLikeIfExists',
      'Null',
    ),
    key: fc.constantFrom('k:one', 'K:Two'),
    values: patterns,
  }),
  { nil: undefined },
)
const statement = fc
  .tuple(fc.constantFrom('Allow', 'Deny'), negatable('Action'), negatable('Resource'), condition)
  .map(([Effect, action, resource, given]) => ({
    Effect,
    ...action,
    ...resource,
    ...(given === undefined ? {} : { Condition: { [given.operator]: { [given.key]: given.values } } }),
  }))
const document = fc
  .array(statement, { minLength: 1, maxLength: 4 })
  .map((statements) => policy(...statements))
const documents = fc.array(document, { maxLength: 3 })
const context = fc
  .tuple(fc.option(word, { nil: undefined }), fc.option(word, { nil: undefined }))
  .map(([first, second]) => {
    const facts = new Map<string, readonly string[]>()
    if (first !== undefined) facts.set('k:one', [first])
    if (second !== undefined) facts.set('k:two', [second])
    return facts
  })
const request = fc.record({ action: word, resource: word, context })
type Request = { action: string; resource: string; context: Map<string, readonly string[]> }

function decided(asked: Request, policies: PrincipalPolicies, resource?: PolicyDocument): Decision {
  return decide({ ...asked, requester: user, owner: account }, policies, resource)
}

/** A pattern as a regular expression. */
function expression(text: string): RegExp {
  const escaped = text.replaceAll(/[.+^${}()|[\]\\/]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')
}

describe('policies by chance', () => {
  it('match as regular expressions would', () => {
    fc.assert(
      fc.property(
        patterns,
        patterns,
        fc.boolean(),
        fc.boolean(),
        request,
        (actions, resources, na, nr, asked) => {
          const one = {
            Effect: 'Allow',
            [na ? 'NotAction' : 'Action']: actions,
            [nr ? 'NotResource' : 'Resource']: resources,
          }
          const meets = (all: string[], text: string) => all.some((each) => expression(each).test(text))
          const expected = meets(actions, asked.action) !== na && meets(resources, asked.resource) !== nr
          assert.equal(evaluatePolicy(policy(one), asked), expected ? 'allow' : 'silent')
        },
      ),
    )
  })

  it('are denied by any deny, wherever it stands', () => {
    const places = fc.constantFrom('identity', 'boundary', 'session', 'resource')
    fc.assert(
      fc.property(documents, places, request, (identity, place, asked) => {
        const all = {
          identity: [...identity, policy(allow)],
          boundary: policy(allow),
          session: [policy(allow)],
        }
        const denying = {
          identity: { ...all, identity: [policy(deny), ...all.identity] },
          boundary: { ...all, boundary: policy(allow, deny) },
          session: { ...all, session: [policy(allow), policy(deny)] },
          resource: all,
        }[place]
        const answer = decided(asked, denying, place === 'resource' ? by('*', deny) : by({ AWS: userArn }))
        assert.ok(!answer.allowed && answer.isExplicit)
      }),
    )
  })

  it('allow no more for another allow that is missing, and no less for one that is there', () => {
    fc.assert(
      fc.property(documents, document, request, (identity, more, asked) => {
        const hasDeny = more.statements.some(({ effect }) => effect === 'Deny')
        const before = decided(asked, { identity })
        const after = decided(asked, { identity: [...identity, more] })
        if (!hasDeny && before.allowed) assert.ok(after.allowed)
        if (!before.allowed && before.isExplicit) assert.ok(!after.allowed && after.isExplicit)
      }),
    )
  })

  it('are narrowed by boundaries and session policies, never widened', () => {
    fc.assert(
      fc.property(documents, document, documents, request, (identity, boundary, narrowing, asked) => {
        const bounded = decided(asked, { identity, boundary, session: narrowing })
        if (!bounded.allowed) return
        assert.ok(decided(asked, { identity }).allowed)
        assert.equal(evaluatePolicy(boundary, asked), 'allow')
        assert.ok(narrowing.some((one) => evaluatePolicy(one, asked) === 'allow'))
      }),
    )
  })

  it('decide the same in any order', () => {
    fc.assert(
      fc.property(documents, request, (identity, asked) => {
        const turned = identity.toReversed().map(({ statements, ...rest }) => ({
          ...rest,
          statements: statements.toReversed(),
        }))
        assert.deepEqual(decided(asked, { identity: turned }), decided(asked, { identity }))
      }),
    )
  })

  it('across accounts need both, within one either', () => {
    fc.assert(
      fc.property(documents, document, request, (identity, given, asked) => {
        const resource = { ...given, statements: given.statements.map((one) => ({ ...one, ...forAnna })) }
        const own = decided(asked, { identity }).allowed
        const theirs = evaluatePolicy(resource, { ...asked, requester: user })
        const within = decided(asked, { identity }, resource)
        const across = decide({ ...asked, requester: user, owner: '999999999999' }, { identity }, resource)
        assert.equal(across.allowed, own && theirs === 'allow')
        const isDenied = identity.some((one) => evaluatePolicy(one, asked) === 'deny') || theirs === 'deny'
        assert.equal(within.allowed, !isDenied && (own || theirs === 'allow'))
      }),
    )
  })
})

const forAnna = { principal: { negated: false, entries: [{ type: 'AWS', value: userArn }] } } as const
