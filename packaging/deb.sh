#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes build/makir_VERSION_ARCH.deb: the program, its man pages, the service and the user it runs as.
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh
need_packages build web
build_web
build_program build-deb --buildtype=release --prefix=/usr

say "Packing"
root=build/deb
rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/usr/lib/systemd/system" "$root/usr/lib/sysusers.d" "$root/usr/share/doc/makir"
logged deb-install env DESTDIR="$PWD/$root" meson install -C build-deb --no-rebuild --strip
cp packaging/makir.service "$root/usr/lib/systemd/system/"
cp packaging/makir.sysusers "$root/usr/lib/sysusers.d/makir.conf"
cp README.md CHANGELOG.md NOTICE "$root/usr/share/doc/makir/"
cp LICENSE "$root/usr/share/doc/makir/copyright"

# What the program is linked to, in packages of this Debian.
depends=
for name in $(readelf -d "$root/usr/bin/makir" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
    file=$(ldd "$root/usr/bin/makir" | awk -v n="$name" '$1 == n { print $3 }')
    [ -n "$file" ] || continue
    file=$(realpath "$file")        # dpkg may know it without /usr, and a 32-bit twin by the same name
    package=$(dpkg-query -S "*/$(basename "$(dirname "$file")")/${file##*/}" | sed -n '1s/:.*//p')
    case ", $depends, " in *", $package, "*) ;; *) depends="$depends${depends:+, }$package" ;; esac
done
version=$(sed -n "s/^ *version: '\(.*\)',/\1/p" meson.build)
architecture=$(dpkg --print-architecture)
cat >"$root/DEBIAN/control" <<EOT
Package: makir
Version: $version
Architecture: $architecture
Maintainer: makir maintainers <maintainers@localhost>
Depends: $depends, tzdata
Section: misc
Priority: optional
Description: one memory of every customer
 A one-to-one customer relationship engine in one program and one file: imports
 what tills and book-keeping write, knows each customer, and says every day whom
 to turn to, with what, and why.
EOT
cat >"$root/DEBIAN/postinst" <<'EOT'
#!/bin/sh
set -e
if command -v systemd-sysusers >/dev/null; then systemd-sysusers makir.conf; fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
EOT
chmod 755 "$root/DEBIAN/postinst"
logged deb-build dpkg-deb --root-owner-group --build "$root" "build/makir_${version}_$architecture.deb"
say "build/makir_${version}_$architecture.deb"
