// A function under AWS's client for Go; built, it is the package's bootstrap.
package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type request struct {
	Name string `json:"name"`
	Fail bool   `json:"fail"`
}

func handle(ctx context.Context, event request) (map[string]string, error) {
	if event.Fail {
		return nil, errors.New("asked to fail")
	}
	called, _ := lambdacontext.FromContext(ctx)
	fmt.Println("greeting", event.Name)
	return map[string]string{"greeting": "Hello " + event.Name, "requestId": called.AwsRequestID}, nil
}

func main() {
	lambda.Start(handle)
}
