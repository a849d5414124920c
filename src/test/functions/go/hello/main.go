// A function under AWS's client for Go; built, it is the package's bootstrap.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type request struct {
	Name string `json:"name"`
	Fail bool   `json:"fail"`
}

var calls = 0

func handle(ctx context.Context, event request) (map[string]any, error) {
	calls++
	if event.Fail {
		return nil, errors.New("asked to fail")
	}
	called, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	fmt.Println("greeting", event.Name)
	return map[string]any{
		"greeting":  "Hello " + event.Name,
		"calls":     calls,
		"requestId": called.AwsRequestID,
		"remaining": time.Until(deadline).Milliseconds(),
		"arn":       called.InvokedFunctionArn,
		"trace":     ctx.Value("x-amzn-trace-id"),
		"client":    called.ClientContext.Custom["colour"],
	}, nil
}

func main() {
	lambda.Start(handle)
}
