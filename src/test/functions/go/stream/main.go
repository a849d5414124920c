// A function that streams its answer under AWS's client for Go; built, it is the package's bootstrap.
package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
)

type request struct {
	Pieces []string `json:"pieces"`
	Fail   bool     `json:"fail"`
}

func handle(_ context.Context, event request) (io.Reader, error) {
	reader, writer := io.Pipe()
	go func() {
		for _, piece := range event.Pieces {
			_, _ = io.WriteString(writer, piece)
			time.Sleep(50 * time.Millisecond)
		}
		if event.Fail {
			_ = writer.CloseWithError(errors.New("asked to fail"))
		} else {
			_ = writer.Close()
		}
	}()
	return reader, nil
}

func main() {
	lambda.Start(handle)
}
