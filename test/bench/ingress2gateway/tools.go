//go:build tools

// Package ingress2gateway pins the converter that the benchmark compares with.
package ingress2gateway

import _ "github.com/kubernetes-sigs/ingress2gateway"
