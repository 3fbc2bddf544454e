/** Terraform with the AWS provider: apply, a plan without changes, an update in place, destroy. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Lambda } from '@aws-sdk/client-lambda'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { toolRunner, toolsSkipped } from './tools.ts'

/** No registry of packages has Terraform: it is driven where it is there, with a folder that has its providers. */
const providers = process.env.LAMBENT_TEST_TERRAFORM_PROVIDERS
const absent =
  providers === undefined || spawnSync('terraform', ['version']).status !== 0
    ? 'needs terraform, and LAMBENT_TEST_TERRAFORM_PROVIDERS: a folder for its -plugin-dir'
    : false

const configuration = `
terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}
provider "aws" {
  region                      = "us-east-1"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}
variable "memory" { default = 128 }
resource "aws_iam_role" "role" {
  name = "worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["lambda.amazonaws.com", "scheduler.amazonaws.com"] } }]
  })
}
resource "aws_s3_bucket" "code" {
  bucket        = "terraform-code"
  force_destroy = true
}
resource "aws_s3_object" "code" {
  bucket  = aws_s3_bucket.code.id
  key     = "source/index one.js"
  content = "exports.handler = async () => 1"
}
resource "aws_s3_object_copy" "copy" {
  bucket = aws_s3_bucket.code.id
  key    = "copy"
  source = "\${aws_s3_bucket.code.id}/\${aws_s3_object.code.key}"
}
resource "aws_lambda_function" "worker" {
  function_name    = "worker"
  role             = aws_iam_role.role.arn
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  filename         = "code.zip"
  source_code_hash = filebase64sha256("code.zip")
  memory_size      = var.memory
  publish          = true
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.worker.function_name
  function_version = aws_lambda_function.worker.version
}
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
}
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn  = aws_dynamodb_table.orders.stream_arn
  function_name     = aws_lambda_alias.live.arn
  starting_position = "LATEST"
}
resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
  target        = aws_lambda_function.worker.arn
}
resource "aws_scheduler_schedule" "hourly" {
  schedule_expression = "rate(1 hours)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = aws_lambda_function.worker.arn
    role_arn = aws_iam_role.role.arn
  }
}
resource "aws_kms_key" "signing" {
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"
  deletion_window_in_days  = 7
}
data "aws_kms_alias" "s3" { name = "alias/aws/s3" }
`

describe('Terraform', { skip: toolsSkipped || absent }, () => {
  const server = testServer()
  const folder = mkdtempSync(join(tmpdir(), 'lambent-terraform-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('makes what a configuration says, finds it so, changes it and takes it away', async () => {
    writeFileSync(join(folder, 'main.tf'), configuration)
    writeFileSync(join(folder, 'code.zip'), zipOf({ 'index.js': 'exports.handler = async () => 1' }))
    const run = toolRunner(server, folder, { CHECKPOINT_DISABLE: '1' })
    const terraform = async (...args: string[]) => {
      const { code, output } = await run('terraform', [...args, '-no-color'])
      assert.equal(code, 0, `terraform ${args.join(' ')}: ${output}`)
      return output
    }
    await terraform('init', `-plugin-dir=${providers}`)
    assert.match(await terraform('apply', '-auto-approve'), /11 added, 0 changed, 0 destroyed/)
    assert.match(await terraform('plan', '-detailed-exitcode'), /No changes/)
    const bigger = ['-auto-approve', '-var', 'memory=256']
    assert.match(await terraform('apply', ...bigger), /0 added, 2 changed, 0 destroyed/)
    const lambda = new Lambda(server.config())
    const changed = await lambda.getFunction({ FunctionName: 'worker', Qualifier: 'live' })
    assert.deepEqual([changed.Configuration?.Version, changed.Configuration?.MemorySize], ['2', 256])
    assert.match(await terraform('destroy', '-auto-approve'), /11 destroyed/)
    await assert.rejects(lambda.getFunction({ FunctionName: 'worker' }), {
      name: 'ResourceNotFoundException',
    })
    lambda.destroy()
  })
})
