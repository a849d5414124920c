# Tells all that a function can find out about the process that it is loaded into.

def descriptors
  Dir.children('/proc/self/fd').map(&:to_i).sort.filter_map do |number|
    "#{number} #{File.readlink("/proc/self/fd/#{number}").split(':').first}"
  rescue SystemCallError
    nil # the listing's own
  end
end

LOADED = {
  descriptors: descriptors,
  input: [$stdin.inspect, $stdin.external_encoding.to_s, $stdin.close_on_exec?, $stdin.read],
  folder: Dir.pwd,
  arguments: [ARGV, $PROGRAM_NAME],
  command: File.read('/proc/self/cmdline'),
  path: $LOAD_PATH,
  features: $LOADED_FEATURES,
  gems: [Gem.loaded_specs.keys.sort, Gem.path, Gem::Specification.stubs.map(&:full_name).sort],
  encodings: [Encoding.default_external, Encoding.default_internal].map(&:to_s)
}.freeze

def handler(event:, context:)
  LOADED.merge(
    environment: ENV.map(&:inspect).sort,
    encoding: ENV.values.map { |value| value.encoding.to_s }.uniq.sort,
    child: `env`.b.split("\n").sort.map(&:inspect),
    zone: [Time.at(0).hour, Time.at(0).zone],
    children: `cat`
  )
end
