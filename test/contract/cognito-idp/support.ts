import { createHash, createHmac, randomBytes } from 'node:crypto'
import {
  CognitoIdentityProvider,
  type CreateUserPoolClientRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { decodeJwt, type JWTPayload } from 'jose'
import type { TestServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'

export { refused } from '../../support/refused.ts'

/** A message that AWS would have sent, as the server shows it. */
export interface ShownMessage {
  readonly username: string
  readonly source: string
  readonly medium: string
  readonly destination: string
  readonly code?: string
  readonly temporaryPassword?: string
  readonly subject?: string
  readonly body: string
}

export const password = 'Passw0rd!'

let accounts = 0

/** An account with its clients. */
export class Account {
  readonly id = String(360_000_000_000 + accounts++)
  readonly cognito: CognitoIdentityProvider
  /** Signs nothing, as a browser. */
  readonly browser: CognitoIdentityProvider
  readonly lambda: Lambda
  readonly server: TestServer

  constructor(server: TestServer) {
    this.server = server
    this.cognito = new CognitoIdentityProvider(this.config)
    const { credentials: _none, ...anonymous } = this.config
    this.browser = new CognitoIdentityProvider(anonymous)
    this.lambda = new Lambda(this.config)
  }

  get config() {
    return this.server.config({ account: this.id })
  }

  arn(name: string): string {
    return `arn:aws:lambda:us-east-1:${this.id}:function:${name}`
  }

  /** Makes a client of a pool; answers its id. */
  async client(UserPoolId: string, more: Partial<CreateUserPoolClientRequest> = {}): Promise<string> {
    const { UserPoolClient } = await this.cognito.createUserPoolClient({
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: [
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_CUSTOM_AUTH',
        'ALLOW_USER_AUTH',
      ],
      PreventUserExistenceErrors: 'ENABLED',
      ...more,
    })
    return UserPoolClient?.ClientId ?? ''
  }

  /** A confirmed user with the usual password. */
  async user(UserPoolId: string, Username: string, attributes: Record<string, string> = {}): Promise<void> {
    await this.cognito.adminCreateUser({
      UserPoolId,
      Username,
      MessageAction: 'SUPPRESS',
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })
    await this.cognito.adminSetUserPassword({ UserPoolId, Username, Password: password, Permanent: true })
  }

  /** Signs in with a password. */
  async signIn(ClientId: string, USERNAME: string, PASSWORD = password) {
    return this.browser.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    })
  }

  /** The messages of a pool, the last one first. */
  async messages(userPoolId: string): Promise<readonly ShownMessage[]> {
    const answer = await fetch(
      `${this.server.endpoint}/_lambent/cognito-idp/messages?userPoolId=${userPoolId}`,
    )
    return ((await answer.json()) as { messages: ShownMessage[] }).messages
  }

  /** The code of the last message. */
  async lastCode(userPoolId: string): Promise<string> {
    const [last] = await this.messages(userPoolId)
    return last?.code ?? ''
  }

  /** Makes a Python function that user pools may invoke. */
  async makeFunction(FunctionName: string, source: string, allowed = true): Promise<string> {
    await this.lambda.createFunction({
      FunctionName,
      Role: `arn:aws:iam::${this.id}:role/worker`,
      Runtime: 'python3.13',
      Handler: 'index.handler',
      // Three seconds, the default, may be too few for a machine that is busy.
      Timeout: 20,
      Code: { ZipFile: zipOf({ 'index.py': source }) },
    })
    await waitUntilFunctionActiveV2(
      { client: this.lambda, maxWaitTime: 60, minDelay: 0.02, maxDelay: 0.2 },
      { FunctionName },
    )
    if (allowed)
      await this.lambda.addPermission({
        FunctionName,
        StatementId: 'pools',
        Action: 'lambda:InvokeFunction',
        Principal: 'cognito-idp.amazonaws.com',
      })
    return this.arn(FunctionName)
  }
}

export function claimsOf(token: string | undefined): JWTPayload & Record<string, unknown> {
  return decodeJwt(token ?? '')
}

export function secretHash(clientId: string, secret: string, username: string): string {
  return createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64')
}

/** The prime of RFC 5054's group of 3,072 bits, which is RFC 3526's of that size: 2^3072 - 2^3008 - 1 + 2^64 * ([2^2942 pi] + 1690314). */
const modulus = BigInt(
  `0x${[
    'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD',
    'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED',
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F',
    '83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B',
    'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510',
    '15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7',
    'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C',
    'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
  ].join('')}`,
)

/**
 * The client's side of a password exchange, by the published mathematics (RFC 5054, RFC 5869; Cognito Developer Guide) and apart from the
 * server's code.
 */
export class SrpClient {
  readonly #secret = number(randomBytes(128))
  readonly shown = power(2n, this.#secret)

  get parameter(): string {
    return this.shown.toString(16)
  }

  /** The responses to PASSWORD_VERIFIER. */
  answer(
    userPoolId: string,
    given: Readonly<Record<string, string>>,
    words: string,
    now = new Date(),
  ): Record<string, string> {
    const { USER_ID_FOR_SRP: user = '', SALT = '', SRP_B = '', SECRET_BLOCK = '' } = given
    const pool = userPoolId.split('_')[1] ?? ''
    const server = BigInt(`0x${SRP_B}`)
    const scramble = number(hash(bytes(this.shown), bytes(server)))
    const identity = hash(Buffer.from(`${pool}${user}:${words}`))
    const x = number(hash(bytes(BigInt(`0x${SALT}`)), identity))
    const k = number(hash(bytes(modulus), bytes(2n)))
    const base = (((server - k * power(2n, x)) % modulus) + modulus) % modulus
    const shared = power(base, this.#secret + scramble * x)
    const extracted = createHmac('sha256', bytes(scramble)).update(bytes(shared)).digest()
    const key = createHmac('sha256', extracted).update('Caldera Derived Key\x01').digest().subarray(0, 16)
    const timestamp = timestampOf(now)
    const signature = createHmac('sha256', key)
      .update(`${pool}${user}`)
      .update(Buffer.from(SECRET_BLOCK, 'base64'))
      .update(timestamp)
      .digest('base64')
    return {
      USERNAME: user,
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature,
      TIMESTAMP: timestamp,
    }
  }
}

/** `Thu Nov 5 09:03:07 UTC 2026`. */
function timestampOf(date: Date): string {
  const [day = '', month = ''] = [
    ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getUTCDay()],
    date.toUTCString().split(' ')[2],
  ]
  return `${day} ${month} ${date.getUTCDate()} ${date.toISOString().slice(11, 19)} UTC ${date.getUTCFullYear()}`
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function bytes(value: bigint): Buffer {
  let text = value.toString(16)
  if (text.length % 2 === 1) text = `0${text}`
  else if ('89abcdef'.includes(text.charAt(0))) text = `00${text}`
  return Buffer.from(text, 'hex')
}

function number(from: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(from).toString('hex')}`)
}

function hash(...parts: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}
