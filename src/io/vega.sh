#!/bin/sh
# src/io/vega.sh FOLDER - print one script that defines window.vega, from the modules that Debian packages apart.
# Each of them sets window.vega anew when it is loaded as a plain script; here each gets exports and require of its own.
# Maps, forces and diagrams of Voronoi are left out: they need modules that are packaged elsewhere.
set -e
folder=$1
cat <<'HEAD'
(function () {
  "use strict";
  var modules = {};
  function find(name) {
    return modules[name === "vega-selections" ? "vega-selection" : name] || {};
  }
  function define(name, body) {
    var module = { exports: {} };
    body.call(window, module.exports, module, find);
    modules[name] = module.exports;
  }
HEAD
for name in util time format loader dataflow statistics canvas scale scenegraph expression selection functions \
    event-selector runtime transforms view-transforms encode parser view; do
    printf 'define("vega-%s", function (exports, module, require) {\n' "$name"
    # A closing tag inside a text would end the page's script element.
    sed 's|</script|<\\/script|g; s|^//# sourceMappingURL=.*||' "$folder/vega-$name.min.js"
    printf '\n});\n'
done
cat <<'TAIL'
  var vega = {};
  ["util", "dataflow", "scenegraph", "scale", "loader", "format", "statistics", "runtime", "parser", "view"]
    .forEach(function (name) { Object.assign(vega, find("vega-" + name)); });
  vega.transforms = find("vega-dataflow").transforms;
  Object.assign(vega.transforms, find("vega-transforms"), find("vega-view-transforms"), find("vega-encode"));
  window.vega = vega;
})();
TAIL
