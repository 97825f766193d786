/** Keys of the sections of a stack: written by scripts/generate.js from the schemas in src/config/. */

/** How to reach the management cluster, vCenter and the registry. It holds no secret. */
export interface ConnectionArgs {
  /** The TKG management cluster. Needed by `management` and `site`. */
  readonly managementCluster?: {
    /** Path of the kubeconfig file, relative to the project (or to the connection file that names it). */
    readonly kubeconfig: string;
    /** Context in the kubeconfig, such as `mgmt-admin@mgmt`. */
    readonly context: string;
  };
  /** vCenter. Needed by `template` and `site`. */
  readonly vcenter?: {
    /** Host name or address of vCenter, `host[:port]`. */
    readonly server: string;
    /** vCenter user. */
    readonly username: string;
    /** Where the password of `connection.vcenter.username` is read at run time. Exactly one of its keys. @default - the encrypted password of the stack */
    readonly passwordFrom?: {
      /** Environment variable that holds the password. */
      readonly environment?: string;
      /** File that holds only the password, relative to the file that contains this key. A line end after it does not count. */
      readonly file?: string;
      /** Program that prints the password, and its arguments; no shell reads them. Only in a connection file that the operator names in `TKG_EDGE_CONNECTION_FILES` (docs/fleet.md). */
      readonly command?: readonly string[];
    };
    /** SHA-1 thumbprint of vCenter's certificate; also what the cluster's own components pin. */
    readonly thumbprint?: string;
    /** PEM file with the CA of vCenter's certificate. */
    readonly caFile?: string;
    /** Do not verify vCenter's certificate at all. Only for laboratories. @default false */
    readonly insecure?: boolean;
  };
  /** Where TKr bundles are pulled from. @default - the vendor's public registry */
  readonly registry?: {
    /** Registry and path that hold TKG's images, `host[:port]/path`. */
    readonly host: string;
    /** PEM file with the registry's CA. */
    readonly caFile?: string;
    /** User for pulling the TKr bundle, if it is not public. */
    readonly username?: string;
    /** Where the password of `connection.registry.username` is read at run time. Exactly one of its keys. @default - the encrypted password of the stack */
    readonly passwordFrom?: {
      /** Environment variable that holds the password. */
      readonly environment?: string;
      /** File that holds only the password, relative to the file that contains this key. A line end after it does not count. */
      readonly file?: string;
      /** Program that prints the password, and its arguments; no shell reads them. Only in a connection file that the operator names in `TKG_EDGE_CONNECTION_FILES` (docs/fleet.md). */
      readonly command?: readonly string[];
    };
  };
  /** Default of `site.controlPlaneEndpoint`, for a lab that hands out addresses with its connection. */
  readonly controlPlaneEndpoint?: string;
}

/** The ClusterClass that is guarded. */
export interface ClusterClassArgs {
  /** ClusterClass to guard, beside every class of the vendor in `tkg-system`, and to offer to new sites. @default - the vendor's; the newest is offered */
  readonly name?: string;
  /** `guard` keeps standard clusters away from tiny TKrs; `original` writes back the vendor's empty selector. @default "guard" */
  readonly resolveTkr?: "guard" | "original";
}

/** A tiny TKr. */
export interface TkrArgs {
  /** Tiny TKr to install, with its `-tkg.N` ending. */
  readonly version: string;
  /** Repository of the TKr bundle, without tag. @default - `tkr-repository-vsphere-edge` below `connection.registry.host` */
  readonly bundle?: string;
  /** `auto` installs a TKr that the management cluster does not have, and otherwise uses the one that is there: neither compatibility ConfigMap nor Package is created, and `pulumi destroy` leaves the TKr in place. A TKr that a stack has installed remains its own. `always` refuses a TKr that is there already and was not installed by this stack; `never` only uses TKrs that are there. An incompatible TKr that is used gets the ConfigMap alone. @default "auto" */
  readonly install?: "auto" | "always" | "never";
  /** How long a TKr may take to become resolvable. @default 600 */
  readonly timeoutSeconds?: number;
}

/** A VM template and its Tiny OVA. */
export interface TemplateArgs {
  /** Tiny OVA as downloaded from the vendor; a path relative to the project. */
  readonly ova: string;
  /** Checksum that the OVA must have. @default - not compared */
  readonly sha256?: string;
  /** Operating system inside the OVA. @default "photon" */
  readonly os?: "photon" | "ubuntu";
  /** Version of the operating system that the OVA must have. @default - `site.osVersion`, else any that the TKr has */
  readonly osVersion?: string;
  /** TKr that the OVA belongs to. @default - `management.tkr.version` */
  readonly tkrVersion?: string;
  /** Name of the template. @default - the OVA's file name without its ending */
  readonly name?: string;
  /** Inventory path of the datacenter. */
  readonly datacenter: string;
  /** Inventory path of the datastore. */
  readonly datastore: string;
  /** Inventory path of the VM folder. */
  readonly folder: string;
  /** Inventory path of the resource pool. */
  readonly resourcePool: string;
  /** Inventory path of the network. */
  readonly network: string;
  /** Delete the template on `pulumi destroy`. Other clusters are cloned from it, so it stays by default. @default false */
  readonly deleteOnDestroy?: boolean;
}

/** A single-node cluster. Its name is that of the component. */
export interface SiteArgs {
  /** Namespace of the Cluster on the management cluster. @default "default" */
  readonly namespace?: string;
  /** Labels of the Cluster, by which fleet tools and ClusterResourceSets select it. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the Cluster. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** `minimal` is made of a tiny TKr, `standard` of a standard TKr (the first half of the vendor page). @default "minimal" */
  readonly kind?: "minimal" | "standard";
  /** TKr of the cluster. @default - `management.tkr.version`, else that of the stacks in `from` */
  readonly tkrVersion?: string;
  /** What another `tkrVersion` does to a running cluster of kind `standard`: `roll` upgrades it in place, one minor version at a time; `rebuild` destroys and creates it again. A minimal cluster is always rebuilt. @default - `roll` for a new standard cluster; an existing one keeps what it has */
  readonly versionChange?: "rebuild" | "roll";
  /** ClusterClass of the Cluster. @default - that of the existing Cluster; for a new one that of `from.management`, else the newest of the vendor's */
  readonly className?: string;
  /** Operating system of the node; a template for it must exist. @default "photon" */
  readonly os?: "photon" | "ubuntu";
  /** Version of the operating system, for a TKr that has several. @default - whichever the TKr has; with two it is ambiguous */
  readonly osVersion?: string;
  /** Address of the Kubernetes API, unused by anything else. @default - `connection.controlPlaneEndpoint` */
  readonly controlPlaneEndpoint?: string;
  /** Cluster network. */
  readonly network?: {
    /** CIDR blocks of pods. @default ["100.96.0.0/11"] */
    readonly podCidrs?: readonly string[];
    /** CIDR blocks of services. @default ["100.64.0.0/13"] */
    readonly serviceCidrs?: readonly string[];
    /** Whether pods of other clusters and machines outside of the site reach `podCidrs` by routes. Then `tkg-edge fleet validate` refuses another site whose networks overlap them. @default - false */
    readonly routed?: boolean;
    /** Pool that the stack makes for the addresses of the node, and names in `variables.network.addressesFromPools` (docs/address-pool.md). @default - none: DHCP, or a pool that exists */
    readonly addressPool?: {
      /** Name of the pool. @default - `site.name` */
      readonly name?: string;
      /** Addresses that nodes get: single ones, ranges such as `10.0.0.10-10.0.0.19`, blocks such as `10.0.0.16/28`. TKG 2.2 takes one range. */
      readonly addresses: readonly string[];
      /** Size of the subnet of the node, such as 24. */
      readonly prefix: number;
      /** Gateway of the node, in the same subnet and not one of `addresses`. */
      readonly gateway: string;
    };
  };
  /** Size of the node. */
  readonly machine?: {
    /** Virtual CPUs. @default 4 */
    readonly numCPUs?: number;
    /** Memory in MiB, a multiple of 4. @default 4096 */
    readonly memoryMiB?: number;
    /** Disk in GiB; not smaller than the template's. @default 20 */
    readonly diskGiB?: number;
    /** Additional VMX keys of the VM. */
    readonly customVMXKeys?: Readonly<Record<string, string>>;
  };
  /** Configuration of the node itself. */
  readonly node?: {
    /** Labels of the node. */
    readonly labels?: Readonly<Record<string, string>>;
    /** DNS servers of the node. @default - those of DHCP */
    readonly nameservers?: readonly string[];
    /** DNS search domains of the node. */
    readonly searchDomains?: readonly string[];
    /** Largest packet of the node's network, in bytes; 0 leaves it to the system. Since TKG 2.3. @default - 0 */
    readonly mtu?: number;
  };
  /** Metadata that Cluster API gives to the control plane's machines. */
  readonly controlPlaneMetadata?: {
    /** Labels of the control plane's machines. @default - none */
    readonly labels?: Readonly<Record<string, string>>;
    /** Annotations of the control plane's machines. @default - none */
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** How long Cluster API waits when it removes a machine, in a rolling update or a delete. */
  readonly nodeTimeouts?: {
    /** How long draining the node may take before it is removed; 0 is without limit. @default - 0 */
    readonly drainSeconds?: number;
    /** How long volumes may take to be detached; 0 is without limit. Since TKG 2.3. @default - 0 */
    readonly volumeDetachSeconds?: number;
    /** How long deleting the Node object is tried; 0 is without limit. Since TKG 2.3. @default - 10 */
    readonly deletionSeconds?: number;
  };
  /** Where the VM is placed. */
  readonly placement: {
    /** Inventory path of the datacenter. */
    readonly datacenter: string;
    /** Inventory path of the datastore. */
    readonly datastore: string;
    /** Inventory path of the VM folder. */
    readonly folder: string;
    /** Inventory path of the network. */
    readonly network: string;
    /** Inventory path of the resource pool. */
    readonly resourcePool: string;
    /** How the VM is cloned; only a full clone can enlarge the template's disk. @default "fullClone" */
    readonly cloneMode?: "fullClone" | "linkedClone";
    /** Name of a storage policy. @default - none */
    readonly storagePolicy?: string;
  };
  /** Public keys that may log in to the node as `capv`. */
  readonly sshAuthorizedKeys?: readonly string[];
  /** Container network of the cluster. @default "antrea" */
  readonly cni?: "antrea" | "calico";
  /** vSphere cloud provider of the cluster. */
  readonly cpi?: {
    /** Keep the cloud provider from taking `controlPlaneEndpoint` for the node's address. `false` is the form on the vendor page. @default true */
    readonly excludeEndpoint?: boolean;
  };
  /** Packages of the ClusterBootstrap. @default - those of the TKr */
  readonly packages?: {
    /** Packages beside those of the TKr, or values for one that the TKr installs beside the core packages. TKG never removes one from a running cluster. */
    readonly additional?: readonly {
      /** Name of the Package on the management cluster. */
      readonly refName: string;
      /** Where its values come from. @default - the package's own defaults, or the TKr's values */
      readonly valuesFrom?: {
        /** The data values themselves. No secrets. @default - none */
        readonly inline?: Readonly<Record<string, unknown>>;
        /** Secret of yours in the Cluster's namespace, whose keys are files of values. @default - none */
        readonly secretRef?: string;
      };
    }[];
  };
  /** Shared vCenter identity on the management cluster. @default - a Secret of the cluster's own */
  readonly identityRef?: {
    /** Kind of the shared identity. @default "VSphereClusterIdentity" */
    readonly kind?: "VSphereClusterIdentity";
    /** Name of the shared identity. */
    readonly name: string;
  };
  /** Registry that nodes pull images from. @default - `connection.registry.host`, else the vendor's */
  readonly imageRepository?: string;
  /** Whether the node verifies the certificate of `imageRepository`. @default true */
  readonly imageRepositoryTlsVerify?: boolean;
  /** CAs that the node's container runtime trusts. @default - none */
  readonly trustedCa?: {
    /** CA of the image repository, base64 PEM. */
    readonly imageRepository?: string;
    /** CA of the proxy, base64 PEM; takes precedence on the node. */
    readonly proxy?: string;
  };
  /** API server audit log. @default false */
  readonly auditLogging?: boolean;
  /** Further variables of the ClusterClass, by its own names. */
  readonly variables?: {
    /** Further names in the API server's certificate. */
    readonly additionalFQDN?: readonly string[];
    /** Further registries that the node's container runtime may use. */
    readonly additionalImageRegistries?: readonly {
      /** Registry, `host[:port][/path]`. */
      readonly host: string;
      /** Do not verify the registry's certificate. */
      readonly skipTlsVerify?: boolean;
      /** CA of the registry, base64 PEM. */
      readonly caCert?: string;
    }[];
    /** Additional arguments of the API server, name to text. */
    readonly apiServerExtraArgs?: Readonly<Record<string, string>>;
    /** Port of the API server. @default - 6443 */
    readonly apiServerPort?: number;
    /** Renewal of the control plane's certificates, which rolls the node. */
    readonly controlPlaneCertificateRotation?: {
      /** Whether they are renewed. @default - true */
      readonly activate?: boolean;
      /** How long before their expiry. @default - 90 */
      readonly daysBefore?: number;
    };
    /** Additional arguments of the kubelet, name to text. */
    readonly controlPlaneKubeletExtraArgs?: Readonly<Record<string, string>>;
    /** Labels of the zones that control planes are placed in, name to text. Since TKG 2.3. */
    readonly controlPlaneZoneMatchingLabels?: Readonly<Record<string, string>>;
    /** Certificate of a package repository for Photon. */
    readonly customTDNFRepository?: {
      /** The certificate, as the class takes it. */
      readonly certificate: string;
    };
    /** Additional arguments of etcd, name to text. */
    readonly etcdExtraArgs?: Readonly<Record<string, string>>;
    /** Event rate limit configuration of the API server, base64. */
    readonly eventRateLimitConf?: string;
    /** Additional arguments of the controller manager, name to text. */
    readonly kubeControllerManagerExtraArgs?: Readonly<Record<string, string>>;
    /** Additional arguments of the scheduler, name to text. */
    readonly kubeSchedulerExtraArgs?: Readonly<Record<string, string>>;
    /** kube-vip serves Services of type LoadBalancer too. */
    readonly kubeVipLoadBalancerProvider?: boolean;
    /** Addresses of the node. */
    readonly network?: {
      /** The primary address family is IPv6. */
      readonly ipv6Primary?: boolean;
      /** IPAM pools that the node's addresses come from. @default - DHCP */
      readonly addressesFromPools?: readonly {
        /** API group, such as `ipam.cluster.x-k8s.io`. */
        readonly apiGroup: string;
        /** Kind, such as `InClusterIPPool`. */
        readonly kind: string;
        /** Name of the pool. */
        readonly name: string;
      }[];
    };
    /** NTP servers of the node. */
    readonly ntpServers?: readonly string[];
    /** PCI devices passed through to the node. */
    readonly pci?: {
      /** Those of the one node. */
      readonly controlPlane?: {
        /** The devices. */
        readonly devices?: readonly {
          /** PCI vendor id, a number. */
          readonly vendorId: number;
          /** PCI device id, a number. */
          readonly deviceId: number;
        }[];
        /** Hardware version such as "vmx-17". */
        readonly hardwareVersion?: string;
      };
    };
    /** Pod security of the cluster; kube-system and tkg-system are always exempt. */
    readonly podSecurityStandard?: {
      /** Switch pod security off. */
      readonly deactivated?: boolean;
      /** What is refused. */
      readonly enforce?: "" | "privileged" | "baseline" | "restricted";
      /** What is written to the audit log. @default - `baseline` */
      readonly audit?: "" | "privileged" | "baseline" | "restricted";
      /** What the user is warned of. @default - `baseline` */
      readonly warn?: "" | "privileged" | "baseline" | "restricted";
      /** Kubernetes version that "enforce" is understood by, such as "v1.24". */
      readonly enforceVersion?: string;
      /** Kubernetes version that "audit" is understood by, such as "v1.24". */
      readonly auditVersion?: string;
      /** Kubernetes version that "warn" is understood by, such as "v1.24". */
      readonly warnVersion?: string;
      /** What it does not hold for. */
      readonly exemptions?: {
        /** Namespaces that it does not hold for. */
        readonly namespaces?: readonly string[];
      };
    };
    /** Proxy of the node. */
    readonly proxy?: {
      /** Proxy for HTTP, a URL. */
      readonly httpProxy: string;
      /** Proxy for HTTPS, a URL. */
      readonly httpsProxy: string;
      /** Hosts, domains and CIDR blocks that are reached without the proxy. */
      readonly noProxy?: readonly string[];
      /** The whole node uses the proxy, not only its container runtime. Since TKG 2.1.1. */
      readonly systemWide?: boolean;
    };
    /** Hardening of the node. Since TKG 2.3. */
    readonly security?: {
      /** File integrity monitoring of the node. */
      readonly fileIntegrityMonitoring?: {
        /** Whether the node watches its files. @default - false */
        readonly enabled?: boolean;
      };
      /** Which images may run. */
      readonly imagePolicy?: {
        /** Pull the image of a container each time that it starts. @default - false */
        readonly pullAlways?: boolean;
        /** Webhook that decides which images may run. */
        readonly webhook?: {
          /** Whether the API server asks the webhook. @default - false */
          readonly enabled?: boolean;
          /** Its settings. */
          readonly spec?: {
            /** How long an approval is remembered, in seconds. @default - 50 */
            readonly allowTTL?: number;
            /** How long a refusal is remembered, in seconds. @default - 60 */
            readonly denyTTL?: number;
            /** Time between two attempts, in milliseconds. @default - 500 */
            readonly retryBackoff?: number;
            /** Whether an image is allowed while the webhook does not answer. @default - true */
            readonly defaultAllow?: boolean;
          };
        };
      };
      /** Settings of the kubelet. */
      readonly kubeletOptions?: {
        /** Events per second that the kubelet sends. @default - 50 */
        readonly eventQPS?: number;
        /** After which time an idle stream is closed, a duration. @default - "4h0m0s" */
        readonly streamConnectionIdleTimeout?: string;
      };
      /** Cryptographic policy of the node. @default - "default"; other values are not public */
      readonly systemCryptoPolicy?: string;
    };
    /** TLS cipher suites of the Kubernetes components, comma separated. */
    readonly tlsCipherSuites?: string;
    /** Interface that holds the API address. @default - "eth0" */
    readonly vipNetworkInterface?: string;
  };
  /** Variables that this version of tkg-edge does not know, for classes of newer TKG releases. Checked against the live ClusterClass. */
  readonly extraVariables?: Readonly<Record<string, unknown>>;
  /** Refuse to destroy or rebuild this cluster until it is set to false. @default true */
  readonly protect?: boolean;
  /** Take over a Cluster of this name that exists already, made by hand or by the Tanzu CLI (docs/first-site.md). @default false */
  readonly adopt?: boolean;
  /** Destroying the cluster and creating it again (docs/rebuild.md). */
  readonly rebuild?: {
    /** Raise it to have the cluster destroyed and created again once, also for a change that Cluster API would roll. @default 0 */
    readonly generation?: number;
    /** Command that is run before a rebuild deletes anything, such as a backup; if it fails, nothing is deleted. */
    readonly beforeCommand?: string;
    /** How long `beforeCommand` may take. @default 1800 */
    readonly beforeTimeoutSeconds?: number;
    /** When a rebuild may start. Outside of all of them it is refused before anything is deleted; one that has begun to delete is finished at any time. An empty list allows any time. @default - at any time */
    readonly windows?: readonly {
      /** Time of day at which it opens, such as "22:00", in `timeZone`. */
      readonly from: string;
      /** Time of day at which it closes, such as "05:00"; one before `from` is on the next day. */
      readonly to: string;
      /** Days on which it opens: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`. @default - every day */
      readonly days?: readonly ("sun" | "mon" | "tue" | "wed" | "thu" | "fri" | "sat")[];
    }[];
    /** IANA time zone of `windows`, such as "Europe/Berlin". @default - none; required with `windows` */
    readonly timeZone?: string;
  };
  /** What the stack does with a cluster that is Ready (docs/after-rebuild.md). @default - nothing */
  readonly afterReady?: {
    /** Files, folders and kustomizations whose objects the stack applies to the workload cluster; paths relative to the project. @default - none */
    readonly manifests?: readonly string[];
    /** Command that is run once for each cluster that becomes Ready, after `manifests` are applied; if it fails, `pulumi up` fails and the next one runs it again. @default - none */
    readonly command?: string;
    /** How long `command` may take. @default 1800 */
    readonly commandTimeoutSeconds?: number;
  };
  /** How long to wait. */
  readonly timeouts?: {
    /** How long a create may take. @default 3600 */
    readonly createSeconds?: number;
    /** How long a delete may take; a dead workload API alone takes 752 s. @default 2400 */
    readonly deleteSeconds?: number;
  };
}
