/** Requests signed by the function's role. Source: AWS General Reference, "Signature Version 4 signing process". */
import { createHash, createHmac } from 'node:crypto'

const hashed = (text) => createHash('sha256').update(text).digest('hex')
const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

/** The headers of a POST to `/` with its signature. `env`: the function's credentials and region. */
export function signed({ headers, body, service, env, at }) {
  const stamp = at.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = stamp.slice(0, 8)
  const region = env.AWS_REGION
  const all = { ...headers, 'x-amz-date': stamp, 'x-amz-security-token': env.AWS_SESSION_TOKEN }
  const names = Object.keys(all).sort()
  const list = names.join(';')
  const lines = names.map((name) => `${name}:${all[name]}\n`).join('')
  const canonical = ['POST', '/', '', lines, list, hashed(body)].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const key = [day, region, service, 'aws4_request'].reduce(hmac, `AWS4${env.AWS_SECRET_ACCESS_KEY}`)
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, hashed(canonical)].join('\n')).toString(
    'hex',
  )
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${list}, Signature=${signature}`,
  }
}
