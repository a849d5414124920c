require 'nobody/has/this'
