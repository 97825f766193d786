// The Package API of kapp-controller without its reconcilers: the aggregated API server for
// data.packaging.carvel.dev/v1alpha1 (Package, PackageMetadata) as a process of its own.
//
// kapp-controller's own main does not fit outside a cluster: it listens on every address of the machine, writes its
// certificate to a fixed path below /home, which two sandboxes would share, and starts reconcilers that need images.
// The storage and the API group used here are kapp-controller's own code; only the listening is ours.
//
// In: flags below; a kubeconfig of an API server that serves kapp-controller's custom resources.
// Out: https://<address>:<port>/apis/data.packaging.carvel.dev/v1alpha1, /healthz, /readyz.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"

	kcinstall "github.com/vmware-tanzu/carvel-kapp-controller/pkg/apis/kappctrl/install"
	"github.com/vmware-tanzu/carvel-kapp-controller/pkg/apiserver/apis/datapackaging"
	datapkginginstall "github.com/vmware-tanzu/carvel-kapp-controller/pkg/apiserver/apis/datapackaging/install"
	"github.com/vmware-tanzu/carvel-kapp-controller/pkg/apiserver/apis/datapackaging/v1alpha1"
	"github.com/vmware-tanzu/carvel-kapp-controller/pkg/apiserver/openapi"
	packagerest "github.com/vmware-tanzu/carvel-kapp-controller/pkg/apiserver/registry/datapackaging"
	kcclient "github.com/vmware-tanzu/carvel-kapp-controller/pkg/client/clientset/versioned"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	genericopenapi "k8s.io/apiserver/pkg/endpoints/openapi"
	apirest "k8s.io/apiserver/pkg/registry/rest"
	genericapiserver "k8s.io/apiserver/pkg/server"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	logf "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
)

// settings are the process's flags.
type settings struct {
	address         string
	port            int
	certificate     string
	key             string
	kubeconfig      string
	globalNamespace string
}

func main() {
	var given settings
	flag.StringVar(&given.address, "address", "127.0.0.1", "IP address to listen at")
	flag.IntVar(&given.port, "port", 10350, "port to listen at")
	flag.StringVar(&given.certificate, "certificate", "", "PEM file of the server certificate")
	flag.StringVar(&given.key, "key", "", "PEM file of the certificate's key")
	flag.StringVar(&given.kubeconfig, "kubeconfig", "", "kubeconfig of the API server that aggregates this one")
	flag.StringVar(&given.globalNamespace, "packaging-global-namespace", "", "namespace whose packages are seen everywhere")
	flag.Parse()

	log := zap.New(zap.UseDevMode(false)).WithName("packaging-api")
	logf.SetLogger(log)
	klog.SetLogger(log)
	if err := run(given); err != nil {
		fmt.Fprintf(os.Stderr, "packaging-api: %v\n", err)
		os.Exit(1)
	}
}

func run(given settings) error {
	client, err := clientcmd.BuildConfigFromFlags("", given.kubeconfig)
	if err != nil {
		return fmt.Errorf("reading the kubeconfig: %w", err)
	}
	// The defaults (5 per second) would make a list of packages in many namespaces crawl.
	client.QPS, client.Burst = 60, 90
	scheme, codecs := newScheme()
	config, err := newConfig(given, scheme, codecs)
	if err != nil {
		return err
	}
	server, err := config.Complete().New("packaging-api", genericapiserver.NewEmptyDelegate())
	if err != nil {
		return fmt.Errorf("building the server: %w", err)
	}
	group, err := newGroup(client, given.globalNamespace, scheme, codecs)
	if err != nil {
		return err
	}
	if err := server.InstallAPIGroup(group); err != nil {
		return fmt.Errorf("installing the API group: %w", err)
	}
	return server.PrepareRun().Run(genericapiserver.SetupSignalHandler())
}

func newScheme() (*runtime.Scheme, serializer.CodecFactory) {
	scheme := runtime.NewScheme()
	datapkginginstall.Install(scheme)
	kcinstall.Install(scheme)
	version := schema.GroupVersion{Group: "", Version: "v1"}
	metav1.AddToGroupVersion(scheme, version)
	scheme.AddUnversionedTypes(version, &metav1.Status{}, &metav1.APIVersions{}, &metav1.APIGroupList{},
		&metav1.APIGroup{}, &metav1.APIResourceList{})
	return scheme, serializer.NewCodecFactory(scheme)
}

// newConfig trusts the front proxy and asks the aggregating API server who may do what, as any aggregated API does.
func newConfig(
	given settings, scheme *runtime.Scheme, codecs serializer.CodecFactory,
) (*genericapiserver.RecommendedConfig, error) {
	options := genericoptions.NewRecommendedOptions("", codecs.LegacyCodec(v1alpha1.SchemeGroupVersion))
	options.Etcd = nil
	options.SecureServing.BindAddress = net.ParseIP(given.address)
	options.SecureServing.BindPort = given.port
	options.SecureServing.ServerCert.CertKey.CertFile = given.certificate
	options.SecureServing.ServerCert.CertKey.KeyFile = given.key
	options.CoreAPI.CoreAPIKubeconfigPath = given.kubeconfig
	options.Authentication.RemoteKubeConfigFile = given.kubeconfig
	options.Authorization.RemoteKubeConfigFile = given.kubeconfig
	// This API server's libraries know priority and fairness as v1beta3, which the pinned API server no longer serves.
	if err := feature.DefaultMutableFeatureGate.Set("APIPriorityAndFairness=false"); err != nil {
		return nil, err
	}
	config := genericapiserver.NewRecommendedConfig(codecs)
	if err := options.ApplyTo(config); err != nil {
		return nil, fmt.Errorf("applying the options: %w", err)
	}
	config.OpenAPIV3Config = genericapiserver.DefaultOpenAPIV3Config(
		openapi.GetOpenAPIDefinitions, genericopenapi.NewDefinitionNamer(scheme))
	config.OpenAPIV3Config.Info.Title = "Package API of kapp-controller"
	return config, nil
}

func newGroup(
	client *rest.Config, globalNamespace string, scheme *runtime.Scheme, codecs serializer.CodecFactory,
) (*genericapiserver.APIGroupInfo, error) {
	core, err := kubernetes.NewForConfig(client)
	if err != nil {
		return nil, err
	}
	kapp, err := kcclient.NewForConfig(client)
	if err != nil {
		return nil, err
	}
	group := genericapiserver.NewDefaultAPIGroupInfo(datapackaging.GroupName, scheme, metav1.ParameterCodec, codecs)
	group.VersionedResourcesStorageMap["v1alpha1"] = map[string]apirest.Storage{
		"packages":         packagerest.NewPackageCRDREST(kapp, core, globalNamespace, logf.Log),
		"packagemetadatas": packagerest.NewPackageMetadataCRDREST(kapp, core, globalNamespace),
	}
	return &group, nil
}
