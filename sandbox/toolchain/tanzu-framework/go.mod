module tkg-edge/toolchain/tanzu-framework

go 1.26

require github.com/vmware-tanzu/tanzu-framework v0.29.0
