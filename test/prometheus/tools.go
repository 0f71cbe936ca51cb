//go:build tools

// Package prometheus names the programs that tests of indicators run; go.sum fixes every byte of them.
package prometheus

import (
	_ "github.com/prometheus/prometheus/cmd/prometheus"
	_ "github.com/prometheus/prometheus/cmd/promtool"
)
