// The dependency rules of ARCHITECTURE.md, each with its reason. A canary (test/tidy) breaks one of each and must be caught.
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule("no-circular", "A cycle means that two files are one idea.", {}, { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } }),
    rule("no-sibling-service", "Services meet through kit/ports, wired in app/compose.ts; otherwise none can be changed alone.", { path: "^src/services/([^/]+)/" }, { path: "^src/services/([^/]+)/", pathNot: "^src/services/$1/" }),
    rule("services-know-no-protocol", "An operation is the same over every wire form.", { path: "^src/services/" }, { path: "^src/(protocol|gateway|wire|app|cli)/" }),
    rule("services-know-no-engine", "Services see ports, so that a store can be replaced.", { path: "^src/services/", pathNot: "\\.test\\.ts$" }, { path: "^src/(storage|query)/engines/" }),
    rule("protocol-knows-no-service", "The wire forms come from AWS's schemas alone.", { path: "^src/protocol/" }, { path: "^src/(services|storage|gateway|app|auth|query)/" }),
    rule("storage-knows-no-aws", "Rules live above the store, data below it.", { path: "^src/storage/" }, { path: "^src/(kit|model|services|protocol|auth|gateway|app|query)/" }),
    rule("model-is-a-leaf", "Our view of AWS's schemas depends on nothing of ours but the runtime.", { path: "^src/model/" }, { path: "^src/(?!model/|runtime/)" }),
    rule("iceberg-is-pure", "A table format is bytes and rules; who keeps the bytes and who may commit is decided elsewhere.", { path: "^src/iceberg/", pathNot: "\\.test\\.ts$" }, { path: "^src/(?!iceberg/)|^(node:)?(fs|net|http|https|timers|child_process)(/|$)" }),
    rule("runtime-is-a-leaf", "The room that touches the world depends on nothing of ours.", { path: "^src/runtime/" }, { path: "^src/(?!runtime/)" }),
    rule("kit-knows-no-room", "What a service is made of cannot depend on a service or a door.", { path: "^src/kit/" }, { path: "^src/(services|gateway|protocol|app|cli)/" }),
    rule("codec-is-pure", "Codecs turn bytes into values and do no I/O.", { path: "^src/(protocol|auth/sigv4)/" }, { path: "^(node:)?(fs|net|http|https|timers|child_process)(/|$)" }),
    rule("files-only-in-engines", "Only engines, the data directory and the process's own entry rooms touch files.", { path: "^src/(services|gateway|kit|auth|protocol|model)/", pathNot: "^src/gateway/listener" }, { path: "^(node:)?fs(/|$)" }),
    rule("sockets-only-in-listeners", "Sockets are opened in one place for each door.", { path: "^src/(services|kit|auth|protocol|model|storage|query)/" }, { path: "^(node:)?(net|http|https|http2|tls|dgram)(/|$)" }),
    rule("only-compose-composes", "One file names every service and every engine.", { path: "^src/(?!app/|services/|storage/|query/)" }, { path: "^src/(services|storage/engines|query/engines)/" }),
    rule("src-never-imports-tests", "The product must not need its tests.", { path: "^src/", pathNot: "\\.test\\.ts$" }, { path: "^(test|bench|scripts)/" }),
    rule("no-dev-dependency-in-src", "What runs must be installed where it runs.", { path: "^src/", pathNot: "\\.test\\.ts$" }, { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] }),
    rule("not-in-package-json", "Every package that is imported is named in package.json.", { path: "^src/" }, { dependencyTypes: ["npm-no-pkg", "npm-unknown"] }),
    rule("no-unresolvable", "Every import must exist.", {}, { couldNotResolve: true, pathNot: "^\\.\\./dist/" }),
    rule("no-orphans", "A file that nobody imports is dead.", { orphan: true, path: "^src/", pathNot: "(\\.test\\.ts|\\.d\\.ts|src/main\\.ts|-worker\\.ts|worker-main\\.ts)$" }, {}),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    parser: "swc",
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"], extensions: [".ts", ".js", ".json", ".mjs", ".cjs"] },
  },
};
