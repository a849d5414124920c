# A provider that takes on a role, as one that deploys to another account does.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "role" { type = string }

provider "aws" {
  assume_role {
    role_arn     = var.role
    session_name = "terraform"
    external_id  = "customer-1"
    duration     = "15m"
  }
}

data "aws_caller_identity" "me" {}

output "arn" { value = data.aws_caller_identity.me.arn }
