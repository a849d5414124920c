# What a small service needs: one role, one layer, one function with a version and an alias, its address, a permission.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "name" { type = string }
variable "greeting" { type = string }
variable "package" { type = string }
variable "layer" { type = string }

provider "aws" {}

data "aws_caller_identity" "me" {}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "function" {
  name               = "${var.name}-role"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = { service = var.name }
}

resource "aws_iam_role_policy" "bucket" {
  name = "read-a-bucket"
  role = aws_iam_role.function.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::${var.name}/*" }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_layer_version" "words" {
  layer_name          = "${var.name}-words"
  filename            = var.layer
  source_code_hash    = filebase64sha256(var.layer)
  compatible_runtimes = ["python3.13"]
}

resource "aws_lambda_function" "greeter" {
  function_name    = var.name
  role             = aws_iam_role.function.arn
  runtime          = "python3.13"
  handler          = "app.handler"
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  layers           = [aws_lambda_layer_version.words.arn]
  publish          = true
  timeout          = 10
  memory_size      = 256
  environment { variables = { GREETING = var.greeting } }
  tags = { service = var.name }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "what callers see"
  function_name    = aws_lambda_function.greeter.function_name
  function_version = aws_lambda_function.greeter.version
}

resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.greeter.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "NONE"
  cors {
    allow_origins = ["https://example.com"]
    allow_methods = ["GET", "POST"]
    max_age       = 60
  }
}

resource "aws_lambda_permission" "url" {
  statement_id           = "anybody-by-url"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = aws_lambda_function.greeter.function_name
  qualifier              = aws_lambda_alias.live.name
  principal              = "*"
  function_url_auth_type = "NONE"
}

# since October 2025 an address needs both; older providers can't say that this one is for the address only
resource "aws_lambda_permission" "url_invoke" {
  statement_id  = "anybody-by-url-invokes"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.greeter.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "*"
}

output "account" { value = data.aws_caller_identity.me.account_id }
output "url" { value = aws_lambda_function_url.live.function_url }
output "version" { value = aws_lambda_function.greeter.version }
