// Package netaddr takes the place of a retired module of this name that can no longer be downloaded. Cluster API
// uses two things of it, both of which the standard library has had since Go 1.18.
package netaddr

import "net/netip"

// IP is an address, of either family.
type IP = netip.Addr

// ParseIP reads an address in its usual notation.
func ParseIP(text string) (IP, error) {
	return netip.ParseAddr(text)
}
